import { expect, test } from 'vitest';
import { diffChars, diffContent } from './diff-content.ts';
import type { PatchHunk } from './patch-hunks.ts';

const ROOM = { maxLinesPerFile: 100, maxLineChars: 20, maxChars: 1000 };
const SIDES = { oldLines: ['a', 'b', 'c'], newLines: ['a', 'B', 'c', 'd'] };
const HUNK: PatchHunk = { oldStart: 1, newStart: 1, signs: ' -+ +' };

test('each line comes from its own side, by its number', () => {
  const later = { ...HUNK, oldStart: 3, newStart: 3, signs: ' +' };
  expect(diffContent([HUNK], SIDES, ROOM)).toEqual({
    kind: 'lines',
    hunks: [{ oldStart: 1, newStart: 1, lines: [' a', '-b', '+B', ' c', '+d'] }],
    moreLines: 0,
  });
  expect(diffContent([later], SIDES, ROOM).hunks).toEqual([
    { oldStart: 3, newStart: 3, lines: [' c', '+d'] },
  ]);
});

test('what there is no room for is counted, context aside', () => {
  for (const room of [{ maxLinesPerFile: 2 }, { maxChars: 4 }]) {
    const content = diffContent([HUNK, { ...HUNK, signs: ' ' }], SIDES, { ...ROOM, ...room });
    expect(content).toMatchObject({ hunks: [{ lines: [' a', '-b'] }], moreLines: 2 });
    expect(diffChars(content)).toBe(4);
  }
});

test('a line that both sides have is not shown where one side hides some of it', () => {
  const sides = { oldLines: ['CSG_TEST_0'], newLines: ['half of it'] };
  expect(diffContent([{ ...HUNK, signs: ' ' }], sides, ROOM).hunks[0]?.lines).toEqual([' …']);
});

test.each([
  ['\tif (a)\r', '+\tif (a)\\u{d}'],
  ['a\u202eb\u001b[2J', '+a\\u{202e}b\\u{1b}[2J'],
  ['x'.repeat(21), `+${'x'.repeat(20)}…`],
])('a line is printable and cut: %j', (line, shown) => {
  const hunks = [{ oldStart: 0, newStart: 1, signs: '+' }];
  expect(diffContent(hunks, { oldLines: [], newLines: [line] }, ROOM).hunks[0]?.lines).toEqual([shown]);
});

test('a hunk of lines that are not there is no hunk of these contents', () => {
  expect(() => diffContent([{ ...HUNK, oldStart: 3 }], SIDES, ROOM)).toThrow(RangeError);
});
