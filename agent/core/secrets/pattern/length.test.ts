import { expect, test } from 'vitest';
import { longest, longestFromSecret, shortest } from './length.ts';
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

test.each([
  ['abc', 3],
  ['a{9}(?<secret>b{2,5})', 5],
  ['a(?<secret>b)c{0,7}(?!d)', 8],
  ['a{9}(?:b(?<secret>c)|(?<secret>d{3})e|f{8})g', 5],
  ['(?:a(?<secret>b)){2}', 5],
  ['(?<secret>a+)', Number.POSITIVE_INFINITY],
])('from the secret of %s at most %d characters', (source, most) => {
  expect(longestFromSecret(parsePattern(source, { caseless: false }))).toBe(most);
});
