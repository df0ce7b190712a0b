import { expect, test } from 'vitest';
import { longest, shortest } from './length.ts';
import { parsePattern } from './parse-pattern.ts';

test.each([
  ['abc', 3, 3],
  ['a{2,5}b?', 2, 6],
  ['ab|c', 1, 2],
  ['(?<![a-z])(?<secret>a{3})(?:bc)*', 3, Number.POSITIVE_INFINITY],
  ['a{0}\\b^$', 0, 0],
])('%s takes %d to %d characters', (source, least, most) => {
  const pattern = parsePattern(source, { caseless: false });
  expect([shortest(pattern), longest(pattern)]).toEqual([least, most]);
});
