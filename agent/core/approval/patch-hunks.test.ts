import { expect, test } from 'vitest';
import { readHunks, wholeHunk } from './patch-hunks.ts';

const HEAD = 'diff --git a/a b/b\nindex 1..2 100644\n--- a/a\n+++ b/b\n';

test('hunks end by their counts, whatever their lines look like', () => {
  const patch = `${HEAD}@@ -3,2 +3,3 @@ fn()\n a\n-@@ -1 +1 @@\n+b\n+--- c\n@@ -9 +10 @@\n-x\n+y\n\\ No newline at end of file\n`;
  expect(readHunks(patch)).toEqual([
    { oldStart: 3, newStart: 3, signs: ' -++' },
    { oldStart: 9, newStart: 10, signs: '-+' },
  ]);
});

test('contents that do not differ by lines have no hunk', () => {
  expect(readHunks('')).toEqual([]);
  expect(readHunks(`${HEAD}Binary files a/a and b/b differ\n`)).toEqual([]);
});

test.each([
  ['ends inside a hunk', '@@ -1 +1 @@\n-a', 'truncated'],
  ['has a line without a sign', '@@ -1 +1 @@\na', 'unexpected-line'],
  ['has more lines of a side than it says', '@@ -1 +1,2 @@\n-a\n-b\n', 'unexpected-line'],
  ['goes on after a hunk', '@@ -1 +1 @@\n-a\n+b\n+c\n', 'unexpected-line'],
])('a patch that %s is refused', (_name, patch, code) => {
  expect(() => readHunks(HEAD + patch)).toThrow(expect.objectContaining({ code }));
});

test('a content that is new or gone is one hunk, and an empty one is none', () => {
  expect(wholeHunk('+', 2)).toEqual([{ oldStart: 0, newStart: 1, signs: '++' }]);
  expect(wholeHunk('-', 1)).toEqual([{ oldStart: 1, newStart: 0, signs: '-' }]);
  expect(wholeHunk('+', 0)).toEqual([]);
});
