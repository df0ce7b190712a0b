import { expect, test } from 'vitest';
import { bitsPerCharacter, isMixed, isOpaque, isVaried } from './randomness.ts';

test.each([
  ['', 0],
  ['aaaa', 0],
  ['abab', 1],
  ['abcd', 2],
  ['0123456789abcdef', 4],
])('the entropy of "%s" is %d bits a character', (text, bits) => {
  expect(bitsPerCharacter(text)).toBeCloseTo(bits);
});

test.each([
  ['drawn at random', '9fQ2mZ7kLp0xVtR4', true],
  ['one character', 'aaaaaaaaaaaaaaaa', false],
  ['what a manual writes', 'xxxxx9fQ2mZ7kLp0', false],
  ['the word example', 'AKIA7QEXAMPLE2M9', false],
  ['a run of zeros', '9fQ200000000mZ7k', false],
  ['cut short', '9fQ2mZ7kLp...xVt', false],
])('varied: %s', (_, text, expected) => {
  expect(isVaried(text)).toBe(expected);
});

test.each([
  ['digits and letters', '9fq2mz7klp0xvtr4', true],
  ['a name', 'configurationkey', false],
  ['a number', '9283746501928374', false],
])('opaque: %s', (_, text, expected) => {
  expect(isOpaque(text)).toBe(expected);
});

test.each([
  ['both cases and a digit', '9fQ2mZ7kLp0xVtR4', true],
  ['a digest', '9f02e27a4bc0d1f4', false],
  ['a name', 'configurationKey', false],
])('mixed: %s', (_, text, expected) => {
  expect(isMixed(text)).toBe(expected);
});
