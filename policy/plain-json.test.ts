import fc from 'fast-check';
import { expect, test } from 'vitest';
import { plainJson } from './plain-json.ts';

test.each([
  ['{"a":"b"}', '{"a":"b"}'],
  [String.raw`{"p\u0061th":"deploy\u002fx"}`, '{"path":"deploy/x"}'],
  [String.raw`{"a":"deploy\/x"}`, '{"a":"deploy/x"}'],
  [String.raw`{"a":"\\u0061"}`, String.raw`{"a":"\\u0061"}`],
  [String.raw`{"a":"\u0022\u005c\u000a\n\""}`, String.raw`{"a":"\u0022\u005c\u000a\n\""}`],
  [String.raw`{"a":"\ud83d\ude00"}`, '{"a":"😀"}'],
  [String.raw`{"a":1,"\u0061":2}`, '{"a":1,"a":2}'],
  [String.raw`no JSON \u00zz \u006`, String.raw`no JSON \u00zz \u006`],
])('%s is written %s', (text, expected) => {
  expect(plainJson(text)).toBe(expected);
});

test('what it means stays', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const escaped = JSON.stringify(value).replaceAll(
        /[a-zA-Z]/gu,
        (letter, offset: number, whole: string) =>
          whole[offset - 1] === '\\' || !/"[^"]*$/u.test(whole.slice(0, offset))
            ? letter
            : `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`,
      );
      fc.pre(isJson(escaped));
      expect(JSON.parse(plainJson(escaped))).toEqual(JSON.parse(escaped));
    }),
  );
});

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
