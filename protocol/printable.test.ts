import fc from 'fast-check';
import { expect, test } from 'vitest';
import { printable, printablePrefix } from './printable.ts';

test.each([
  ['an escape sequence', '\u001b[2J\u001b]0;x\u0007', '\\u{1b}[2J\\u{1b}]0;x\\u{7}'],
  ['a C1 control', '\u009b31m', '\\u{9b}31m'],
  ['line breaks and tabs', 'a\r\n\tb', 'a\\u{d}\\u{a}\\u{9}b'],
  ['a bidirectional override', 'a\u202eb\u2066c\u061c', 'a\\u{202e}b\\u{2066}c\\u{61c}'],
  ['zero-width characters', 'a\u200b\ufeffb\u2060', 'a\\u{200b}\\u{feff}b\\u{2060}'],
  ['a soft hyphen and a Hangul filler', '\u00ad\u3164', '\\u{ad}\\u{3164}'],
  ['tag characters', '\u{e0041}', '\\u{e0041}'],
  ['line and paragraph separators', '\u2028\u2029', '\\u{2028}\\u{2029}'],
  ['half a surrogate pair', 'a\ud83d', 'a\\u{d83d}'],
  ['a private character', '\ue000', '\\u{e000}'],
  ['what can be seen', 'Grüße, 世界 😀 <b>&amp;\\', 'Grüße, 世界 😀 <b>&amp;\\'],
])('%s', (_name, text, shown) => {
  expect(printable(text)).toBe(shown);
});

test.each([
  ['shorter', 'abc', 4, 'abc'],
  ['just as long', 'abcd', 4, 'abcd'],
  ['longer', 'abcde', 4, 'abcd…'],
  ['pairs count once', '😀😀😀', 2, '😀😀…'],
  ['cut before it is spelled out', '\u001b\u001b', 1, '\\u{1b}…'],
  ['empty', '', 0, ''],
])('a prefix: %s', (_name, text, max, shown) => {
  expect(printablePrefix(text, max)).toBe(shown);
});

test('what was made printable stays as it is', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(printable(printable(text))).toBe(printable(text));
      expect(printable(text)).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}]/u);
    }),
  );
});
