import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeFully } from './percent-decode.ts';

test.each([
  ['/plain-Path_~.+', '/plain-Path_~.+'],
  ['%2f%2F', '//'],
  ['%252f', '/'],
  ['%2525252f', '/'],
  ['%%32f', '/'],
  ['%u002f', '/'],
  ['%c0%af', '/'],
  ['%e0%80%af', '/'],
  ['%f0%80%80%af', '/'],
  ['\u00c0\u00af', '/'],
  ['%C3%A9', '\u00e9'],
  ['%e2%84%aa', '\u212a'],
  ['%f0%9f%98%80', '\u{1f600}'],
  ['%ff%fe', '\u00ff\u00fe'],
  ['%f7%bf%bf%bf', '\u00f7\u00bf\u00bf\u00bf'],
  ['%zz %2 %', '%zz %2 %'],
  ['%00', '\u0000'],
])('%j reads %j', (text, expected) => {
  expect(decodeFully(text)).toBe(expected);
});

test('what is escaped too often is not read', () => {
  expect(decodeFully(`%${'25'.repeat(6)}41`)).toBe('A');
  expect(decodeFully(`%${'25'.repeat(8)}41`)).toBeNull();
});

test('any text comes to an end, and what was read is read to its end', () => {
  const piece = fc.constantFrom('%', '25', 'c0', 'af', '2', 'f', 'u00', '\u00e0', '\u0080', 'a');
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 20 }), (pieces) => {
      const text = decodeFully(pieces.join(''));
      if (text !== null) expect(decodeFully(text)).toBe(text);
    }),
  );
});
