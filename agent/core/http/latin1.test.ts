import { expect, test } from 'vitest';
import { latin1 } from './latin1.ts';

test('every byte is the character of its number, in pieces of any length', () => {
  const bytes = Uint8Array.from({ length: 10_000 }, (_, index) => index % 256);
  const text = latin1(bytes);
  expect(text).toHaveLength(bytes.length);
  expect(Uint8Array.from(text, (character) => character.charCodeAt(0))).toEqual(bytes);
});
