import { expect, test } from 'vitest';
import { base32, holdsPlaceholder, placeholdersIn } from './placeholder.ts';

test.each([
  ['CSG_GHPAT_7K2M9Q4T', true],
  ['"Bearer CSG_JWT_7K2M9Q4TAB"', true],
  ['CSG_GHPAT_7K2M9Q4', false],
  ['CSG_GHPAT_7K2M9Q4U', false],
  ['csg_ghpat_7k2m9q4t', false],
])('%s', (text, expected) => {
  expect(holdsPlaceholder(text)).toBe(expected);
});

test.each([
  [[0, 0, 0, 0, 0], '00000000'],
  [[255, 255, 255, 255, 255], 'ZZZZZZZZ'],
  [[8, 134, 66, 152, 232], '12345678'],
])('five bits of %j make a digit', (bytes, expected) => {
  expect(base32(Uint8Array.from(bytes), 8)).toBe(expected);
});

test('everything that has the form is found once', () => {
  const text = 'CSG_KEY_7K2M9Q4T, CSG_KEY_7K2M9Q4T and CSG_OWN_00000000';
  expect([...placeholdersIn(text)]).toEqual(['CSG_KEY_7K2M9Q4T', 'CSG_OWN_00000000']);
  expect([...placeholdersIn('CSG_KEY_7')]).toEqual([]);
});
