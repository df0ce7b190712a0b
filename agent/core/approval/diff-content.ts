import { printable } from '../../../protocol/printable.ts';
import type { DiffContent, DiffHunk } from '../../../protocol/push-diff.ts';
import type { PatchHunk } from './patch-hunks.ts';

export interface DiffLimits {
  readonly maxCommits: number;
  /** Over all commits. */
  readonly maxFiles: number;
  readonly maxLinesPerFile: number;
  /** Characters of the original. */
  readonly maxLineChars: number;
  /** Characters of all lines together, as they are sent. */
  readonly maxChars: number;
  /** Of a content: a longer one is not searched for a reviewer, and not shown. */
  readonly maxContentBytes: number;
}

/** Both sides of a change, line by line, in masked form. */
export interface DiffSides {
  readonly oldLines: readonly string[];
  readonly newLines: readonly string[];
}

/**
 * The lines that the hunks are of, printable and as many as there is room for. What is cut off is counted, context
 * aside. `maxChars` is what is left for this file.
 */
export function diffContent(
  hunks: readonly PatchHunk[],
  sides: DiffSides,
  limits: Pick<DiffLimits, 'maxLinesPerFile' | 'maxLineChars' | 'maxChars'>,
): Extract<DiffContent, { readonly kind: 'lines' }> {
  const room = { lines: limits.maxLinesPerFile, chars: limits.maxChars };
  const shown: DiffHunk[] = [];
  let moreLines = 0;
  for (const hunk of hunks) {
    const lines: string[] = [];
    for (const line of linesOf(hunk, sides)) {
      const text = line.sign + shownLine(line.text, limits.maxLineChars);
      const fits = room.lines > 0 && text.length <= room.chars;
      if (fits) lines.push(text);
      else room.lines = 0;
      room.lines = Math.max(0, room.lines - 1);
      room.chars -= fits ? text.length : 0;
      if (!fits && line.sign !== ' ') moreLines += 1;
    }
    const { oldStart, newStart } = hunk;
    if (lines.length > 0) shown.push({ oldStart, newStart, lines });
  }
  return { kind: 'lines', hunks: shown, moreLines };
}

/** Characters of what is shown of a file. */
export function diffChars({ hunks }: Extract<DiffContent, { readonly kind: 'lines' }>): number {
  return hunks.reduce((total, { lines }) => total + lines.reduce((sum, line) => sum + line.length, 0), 0);
}

/** What stands for a line that both sides have and that a secret goes over in one of them alone. */
const HALF_SEEN = '…';

function* linesOf({ oldStart, newStart, signs }: PatchHunk, { oldLines, newLines }: DiffSides) {
  let [old, fresh] = [oldStart - 1, newStart - 1];
  for (const sign of signs) {
    const text = sign === '-' ? oldLines[old] : newLines[fresh];
    if (text === undefined) throw new RangeError('a hunk is of a line that its content does not have');
    yield { sign, text: sign === ' ' && oldLines[old] !== text ? HALF_SEEN : text };
    if (sign !== '+') old += 1;
    if (sign !== '-') fresh += 1;
  }
}

/** Tabs mean what they look like; everything else that cannot be seen is spelled out. */
function shownLine(text: string, maxChars: number): string {
  const shown = text.slice(0, maxChars).split('\t').map(printable).join('\t');
  return text.length > maxChars ? `${shown}…` : shown;
}
