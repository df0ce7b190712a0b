import { expect, test } from 'vitest';
import { decodeBase64 } from './decode-base64.ts';

test.each([
  ['aGVsbG8=', 'hello'],
  ['aGVsbG8', 'hello'],
  ['-_8', '\u00fb\u00ff'],
  ['', ''],
  ['a b', null],
])('%j holds %j', (text, plain) => {
  expect(decodeBase64(text)).toBe(plain);
});
