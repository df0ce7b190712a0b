import { expect, test } from 'vitest';
import { buildSkips } from './term-skips.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

function shiftOf(terms: readonly string[], pair: string): number | undefined {
  const [first = 0, second = 0] = bytes(pair);
  return buildSkips(terms.map(bytes))?.shift[(first << 8) | second];
}

test.each([
  ['a pair that no term holds', ['password'], 'zz', 7],
  ['the end of the window', ['password'], 'rd', 0],
  ['the end of the window in another case', ['password'], 'Rd', 0],
  ['the beginning', ['password'], 'pa', 6],
  ['the last of two places', ['ababxx'], 'ab', 2],
  ['the nearest of two terms', ['abcdef', 'zzzzab'], 'ab', 0],
  ['what stands behind the window', ['abcd', 'wxyzuv'], 'uv', 3],
  ['bytes above ASCII', ['passé!'], 'é', 1],
])('%s', (_name, terms, pair, shift) => {
  expect(shiftOf(terms, pair)).toBe(shift);
});

test.each([
  ['no terms', []],
  ['a term of three bytes', ['abc', 'abcdef']],
])('%s: nothing is passed over', (_name, terms) => {
  expect(buildSkips(terms.map(bytes))).toBeNull();
});

test('a window is no longer than the shortest term, and than a shift can say', () => {
  expect(buildSkips([bytes('abcdef'), bytes('abcd')])?.window).toBe(4);
  expect(buildSkips([bytes('a'.repeat(1000))])?.window).toBe(255);
});
