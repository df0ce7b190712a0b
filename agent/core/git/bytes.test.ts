import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { concatBytes, decodeUtf8, encodeUtf8 } from './bytes.ts';

test('parts are joined in order', () => {
  expect(concatBytes([])).toEqual(new Uint8Array());
  expect(concatBytes([Uint8Array.of(1), new Uint8Array(), Uint8Array.of(2, 3)])).toEqual(
    Uint8Array.of(1, 2, 3),
  );
});

test('what was decoded encodes to the same bytes', () => {
  fc.assert(
    fc.property(fc.uint8Array(), (bytes) => {
      const text = decodeUtf8(bytes);
      if (text !== null) expect(encodeUtf8(text)).toEqual(bytes);
    }),
  );
});

describe('decoding', () => {
  test.each([
    ['a byte order mark is kept', [0xef, 0xbb, 0xbf, 0x61], '\ufeffa'],
    ['a lone continuation byte is refused', [0x80], null],
    ['an overlong slash is refused', [0xc0, 0xaf], null],
    ['a surrogate is refused', [0xed, 0xa0, 0x80], null],
    ['a cut sequence is refused', [0xc3], null],
  ])('%s', (_, bytes, expected) => {
    expect(decodeUtf8(Uint8Array.from(bytes))).toBe(expected);
  });
});
