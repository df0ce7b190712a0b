import { expect, test } from 'vitest';
import { entropy, looksRandom, readsAsLanguage } from './randomness.ts';

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

test.each([
  ['authenticationScheme', true],
  ['clear-ssh-key-pair', true],
  ['rdhxkqwzjpmvtbnc', false],
  ['a8kq2xw9zv4jt7', false],
])('%s reads as language: %s', (text, expected) => {
  expect(readsAsLanguage(text)).toBe(expected);
});
