import { describe, expect, test } from 'vitest';
import { displayPath, QuotedPathError, readQuotedPath } from './quoted-path.ts';

describe('refused', () => {
  test.each([
    ['no closing quote', '"abc', 'unterminated-quote'],
    ['an escaped closing quote', '"abc\\"', 'unterminated-quote'],
    ['text behind the quote', '"abc"d', 'unterminated-quote'],
    ['an unknown escape', '"\\q"', 'unknown-escape'],
    ['a short octal escape', '"\\12"', 'unknown-escape'],
    ['an octal escape above a byte', '"\\400"', 'unknown-escape'],
    ['a bare byte above ASCII', 'caf\xe9', 'unquoted-byte'],
    ['a bare backslash', 'a\\b', 'unquoted-byte'],
    ['a bare tab', 'a\tb', 'unquoted-byte'],
  ])('%s', (_name, text, code) => {
    expect(() => readQuotedPath(text)).toThrow(expect.objectContaining({ name: QuotedPathError.name, code }));
  });
});

test.each([
  ['src/main.ts', 'src/main.ts'],
  ['with space', 'with space'],
  ['"tab\\there"', 'tab\there'],
  ['"line\\nend"', 'line\nend'],
  ['"quote\\"d"', 'quote"d'],
  ['"back\\\\slash"', 'back\\slash'],
  ['"caf\\303\\251"', 'café'],
  ['"caf\\351"', 'caf\\xe9'],
  ['"\\360\\237\\222\\251"', '💩'],
  ['"\\355\\240\\200"', '\\xed\\xa0\\x80'],
  ['"\\300\\257"', '\\xc0\\xaf'],
  ['"\\001\\177"', '\x01\x7f'],
  ['"\\357\\273\\277x"', '\ufeffx'],
])('%s is read as %j', (text, path) => {
  expect(readQuotedPath(text)).toBe(path);
});

test('a sequence cut by the end of the name is written byte by byte', () => {
  expect(displayPath(Uint8Array.of(0x61, 0xe2, 0x82))).toBe('a\\xe2\\x82');
});
