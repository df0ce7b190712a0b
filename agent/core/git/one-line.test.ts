import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { encodeUtf8 } from './bytes.ts';
import { oneLine, oneLineOf, withLineFeed, withoutLineFeed } from './one-line.ts';

describe('a line', () => {
  test.each([
    ['plain', 'plain'],
    ['  two\r\nlines\t ', 'two lines'],
    ['a\u0000b\u001b[31mred', 'a b [31mred'],
    ['a\u009bb\u2028c\u202ed\u200be', 'a b c d e'],
    ['half \ud800 pair', 'half pair'],
    ['h\u00e9 \u{1f600}', 'h\u00e9 \u{1f600}'],
    ['\n', ''],
  ])('%j becomes %j', (text, expected) => {
    expect(oneLine(text)).toBe(expected);
  });

  test('is bounded, whole characters kept', () => {
    const line = oneLine('\u{1f600}'.repeat(5_000));
    expect(Array.from(line)).toHaveLength(500);
    expect(line.isWellFormed()).toBe(true);
  });

  test('stays as it is when made twice', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 1_200 }), (text) => {
        expect(oneLine(oneLine(text))).toBe(oneLine(text));
      }),
    );
  });

  test('shows bytes that are no text', () => {
    expect(oneLineOf(Uint8Array.of(0x61, 0xff, 0x0a, 0x62))).toBe('a\ufffd b');
  });
});

test.each([
  ['a\n', 'a'],
  ['a', 'a'],
  ['a\n\n', 'a\n'],
  ['\n', ''],
  ['', ''],
])('%j without its line feed is %j', (text, expected) => {
  expect(withoutLineFeed(encodeUtf8(text))).toEqual(encodeUtf8(expected));
});

test('a line feed is put at the end', () => {
  expect(withLineFeed('a')).toEqual(encodeUtf8('a\n'));
});
