import { printable } from '../../protocol/printable.ts';
import type { DiffHunk, FileDiff, HiddenContent } from '../../protocol/push-diff.ts';

/** One line as it is drawn; a side that does not have it has no number. */
export interface DiffLine {
  readonly side: 'added' | 'removed' | 'both';
  readonly oldNumber: number | null;
  readonly newNumber: number | null;
  readonly text: string;
}

const SIDES = { '+': 'added', '-': 'removed', ' ': 'both' } as const;

export function linesOf({ oldStart, newStart, lines }: DiffHunk): readonly DiffLine[] {
  let [old, fresh] = [oldStart, newStart];
  return lines.map((line) => {
    const side = SIDES[line.charAt(0) as keyof typeof SIDES] ?? 'both';
    return {
      side,
      oldNumber: side === 'added' ? null : old++,
      newNumber: side === 'removed' ? null : fresh++,
      text: shownLine(line.slice(1)),
    };
  });
}

/** The files of each commit, in the order in which they came. */
export function byCommit(files: readonly FileDiff[]): ReadonlyMap<string, readonly FileDiff[]> {
  return Map.groupBy(files, ({ commit }) => commit);
}

/** Lines that a side has alone, of what is shown. */
export function countLines({ content }: FileDiff): { readonly added: number; readonly removed: number } {
  const lines = content.kind === 'lines' ? content.hunks.flatMap((hunk) => hunk.lines) : [];
  const count = (sign: string) => lines.filter((line) => line.startsWith(sign)).length;
  return { added: count('+'), removed: count('-') };
}

export const HIDDEN_WORDS: Readonly<Record<HiddenContent, string>> = {
  binary: 'No text: its lines cannot be shown.',
  lfs: 'A pointer to content that is kept elsewhere (Git LFS).',
  submodule: 'A commit of another repository (submodule).',
  archive: 'An archive: what is in it cannot be shown.',
  large: 'Too large to be compared line by line.',
  long: 'Too long to be searched for secrets before it is shown.',
  unsearched: 'It could not be searched for secrets, so that nothing of it is shown.',
};

/** Tabs mean what they look like. */
function shownLine(text: string): string {
  return text.split('\t').map(printable).join('\t');
}
