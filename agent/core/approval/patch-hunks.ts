import { PatchError } from '../git/patch-content.ts';

/** Which lines of two contents a hunk is of: a sign a line, `+`, `-`, or a blank where both have it. */
export interface PatchHunk {
  /** Of the first line on each side, from 1. */
  readonly oldStart: number;
  readonly newStart: number;
  readonly signs: string;
}

const HEADER = /^@@ -([0-9]{1,10})(?:,([0-9]{1,10}))? \+([0-9]{1,10})(?:,([0-9]{1,10}))? @@/;

/**
 * The hunks that `git diff` prints for two contents (git-diff-generate-patch). A hunk ends by the counts of its header
 * alone, so that no line passes for a header. Throws PatchError on what git does not write.
 */
export function readHunks(patch: string): readonly PatchHunk[] {
  const lines = patch.split('\n');
  const hunks: PatchHunk[] = [];
  for (let at = lines.findIndex(isHeader); at >= 0 && at < lines.length; ) {
    const header = HEADER.exec(lines[at] ?? '');
    if (header === null) {
      if (isNote(lines[at] ?? '')) at += 1;
      else throw new PatchError('unexpected-line', 'what follows a hunk is no hunk');
      continue;
    }
    const { hunk, end } = readHunk(header, lines, at + 1);
    hunks.push(hunk);
    at = end;
  }
  return hunks;
}

/** The hunk of a content that is new, or gone, as a whole. */
export function wholeHunk(sign: '+' | '-', lineCount: number): readonly PatchHunk[] {
  if (lineCount === 0) return [];
  const [oldStart, newStart] = sign === '+' ? [0, 1] : [1, 0];
  return [{ oldStart, newStart, signs: sign.repeat(lineCount) }];
}

function readHunk(header: RegExpExecArray, lines: readonly string[], from: number) {
  const [, oldStart, oldCount = '1', newStart, newCount = '1'] = header;
  let [old, fresh] = [Number(oldCount), Number(newCount)];
  let signs = '';
  let at = from;
  for (; old + fresh > 0; at += 1) {
    const line = lines[at];
    if (line === undefined) throw new PatchError('truncated', 'the patch ends inside a hunk');
    if (line.startsWith('\\')) continue;
    const sign = line.charAt(0);
    if (sign !== '+' && sign !== '-' && sign !== ' ')
      throw new PatchError('unexpected-line', 'a line of a hunk has no sign');
    if (sign !== '+') old -= 1;
    if (sign !== '-') fresh -= 1;
    if (old < 0 || fresh < 0) throw new PatchError('unexpected-line', 'a hunk has more lines than it says');
    signs += sign;
  }
  return { hunk: { oldStart: Number(oldStart), newStart: Number(newStart), signs }, end: at };
}

function isHeader(line: string): boolean {
  return HEADER.test(line);
}

/** That the content has no newline at its end, or the end of the patch. */
function isNote(line: string): boolean {
  return line === '' || line.startsWith('\\');
}
