import { expect, test } from 'vitest';
import { entropy, looksRandom } from './randomness.ts';

test.each([
  ['aaaa', 0],
  ['abab', 1],
  ['abcd', 2],
])('%s has %d bits a character', (text, bits) => {
  expect(entropy(text)).toBe(bits);
});

test.each([
  ['k3J9sQ2mX7vB4nT8wZ6y', true],
  ['9f8e7d6c5b4a39281706', true],
  ['authentication-scheme', false],
  ['version20240101', false],
  ['aaaaaaaa11111111', false],
])('%s', (text, expected) => {
  expect(looksRandom(text)).toBe(expected);
});
