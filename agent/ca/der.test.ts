import { expect, test } from 'vitest';
import { der, derTime, TAG } from './der.ts';

test.each([
  [0, '0400'],
  [127, '047f'],
  [128, '048180'],
  [255, '0481ff'],
  [256, '04820100'],
  [65_535, '0482ffff'],
])('the length %i is written in the fewest bytes', (length, expected) => {
  const bytes = der(TAG.octetString, Buffer.alloc(length));
  expect(bytes.subarray(0, bytes.length - length).toString('hex')).toBe(expected);
});

test('a value that is too long is no value', () => {
  expect(() => der(TAG.octetString, Buffer.alloc(65_536))).toThrow(RangeError);
});

test.each([
  ['2026-11-21T12:34:56.789Z', '\u0017\r261121123456Z'],
  ['2049-12-31T23:59:59Z', '\u0017\r491231235959Z'],
  ['2050-01-01T00:00:00Z', '\u0018\u000f20500101000000Z'],
])('%s as RFC 5280 wants it', (at, expected) => {
  expect(derTime(new Date(at)).toString('latin1')).toBe(expected);
});
