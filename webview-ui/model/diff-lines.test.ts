import { expect, test } from 'vitest';
import type { FileDiff } from '../../protocol/push-diff.ts';
import { byCommit, countLines, linesOf } from './diff-lines.ts';

test('each side counts its own lines, and what cannot be seen is spelled out', () => {
  expect(linesOf({ oldStart: 4, newStart: 7, lines: [' a', '-b', '+\tc\u202e', '+d'] })).toEqual([
    { side: 'both', oldNumber: 4, newNumber: 7, text: 'a' },
    { side: 'removed', oldNumber: 5, newNumber: null, text: 'b' },
    { side: 'added', oldNumber: null, newNumber: 8, text: '\tc\\u{202e}' },
    { side: 'added', oldNumber: null, newNumber: 9, text: 'd' },
  ]);
});

test('files stay in order below their commits', () => {
  const file = (commit: string, path: string): FileDiff => ({
    commit,
    path,
    kind: 'added',
    content: { kind: 'lines', hunks: [{ oldStart: 0, newStart: 1, lines: ['+--', '+x'] }], moreLines: 0 },
  });
  const groups = byCommit([file('1', 'b'), file('1', 'a'), file('2', 'c')]);
  expect([...groups].map(([commit, files]) => [commit, ...files.map(({ path }) => path)])).toEqual([
    ['1', 'b', 'a'],
    ['2', 'c'],
  ]);
  expect(countLines(file('1', 'b'))).toEqual({ added: 2, removed: 0 });
});
