import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { renderedPassages, renderedPassagesOfBytes, renderedText } from './rendered-text.ts';

describe('what is read of', () => {
  test.each([
    ['octets of a URL', 'a%3Db%26c', 'a=b&c'],
    ['those that were escaped again', 'a%253Db%25253Dc', 'a=b=c'],
    ['a percent sign', '100%25', '100%'],
    ['octets beyond ASCII', 'caf%C3%A9', null],
    ['a percent sign that escapes nothing', '5%, 10% x', null],
    ['units of JSON', '\\u003ca\\u003e', '<a>'],
    ['those in a text within a text', '\\\\u0022a\\\\u0022', '\\"a\\"'],
    ['units of a language', '\\x3d', '='],
    ['slashes of JSON', 'https:\\/\\/host', 'https://host'],
    ['a line end of a language', 'a\\nb', null],
    ['HTML', '&lt;a b=&quot;c&quot;&gt;&#39;&#x3D;&amp;', '<a b="c">\'=&'],
    ['a name that HTML does not have', 'a&b; &none;', null],
    ['colours', '\u001b[1;31mred\u001b[0m \u009b32mgreen', 'red green'],
    ['colours that were escaped', '\\u001b[31mred\\033[0m\\x1b[K\\e[m', 'red'],
    ['a link of a terminal', '\u001b]8;;https://host/\u0007here\u001b]8;;\u001b\\', 'here'],
    ['what nobody sees', 'a\u200bb\u00adc\ufeffd\u2060e\u{e0061}f', 'abcdef'],
    ['ordinary text', 'const a = b[0]; // é 🙂', null],
  ])('%s', (_, written, read) => {
    expect(renderedText(written)?.text ?? null).toBe(read);
  });
});

const PARTS = fc.constantFrom(
  'a',
  'bc',
  ' ',
  '\n',
  '%3D',
  '%253D',
  '&quot;',
  '\u001b[31m',
  '\u200b',
  '\\u003d',
);

test('each character that is read has its place, whole, in order, and none has that of another', () => {
  fc.assert(
    fc.property(fc.array(PARTS, { maxLength: 20 }), (parts) => {
      const written = parts.join('');
      const rendered = renderedText(written);
      let end = 0;
      for (let at = 0; at < (rendered?.text.length ?? 0); at += 1) {
        const span = rendered?.writtenSpan(at, at + 1) ?? { start: 0, end: 0 };
        expect(span.start).toBeGreaterThanOrEqual(end);
        const part = written.slice(span.start, span.end);
        expect(renderedText(part)?.text ?? part).toBe(rendered?.text[at]);
        end = span.end;
      }
    }),
  );
});

test('a span goes over what is read as nothing inside it, and not over what stands beside it', () => {
  const written = '\u001b[31mab\u200bcd\u001b[0m';
  const span = renderedText(written)?.writtenSpan(0, 4) ?? { start: 0, end: 0 };
  expect(written.slice(span.start, span.end)).toBe('ab\u200bcd');
});

test('of very many escapes each is where it was', () => {
  const written = '%3Da'.repeat(20_000);
  const rendered = renderedText(written);
  expect(rendered?.text).toBe('=a'.repeat(20_000));
  expect(rendered?.writtenSpan(39_996, 39_999)).toEqual({ start: 79_992, end: 79_999 });
});

describe('passages', () => {
  const lines = (...numbers: readonly number[]) =>
    Array.from({ length: 20 }, (_, line) => (numbers.includes(line) ? `${line}%3D %3D` : `${line}`)).join(
      '\n',
    );
  const read = (text: string) =>
    renderedPassages(text).map(({ start, end }) =>
      text.slice(start, end).trim().split('\n').map(Number.parseFloat),
    );

  test.each([
    ['there are none of ordinary text', [], []],
    ['go two lines beyond one with an escape', [9], [[7, 8, 9, 10, 11]]],
    [
      'end with the text',
      [0, 19],
      [
        [0, 1, 2],
        [17, 18, 19],
      ],
    ],
    ['that touch are one', [3, 8], [[1, 2, 3, 4, 5, 6, 7, 8, 9, 10]]],
    [
      'that do not are several',
      [3, 9],
      [
        [1, 2, 3, 4, 5],
        [7, 8, 9, 10, 11],
      ],
    ],
  ])('%s', (_, escaped, expected) => {
    expect(read(lines(...escaped))).toEqual(expected);
  });

  test('of bytes are where an escape is in ASCII, and not where a byte may mean anything', () => {
    const text = `a\u00adb${'\n'.repeat(9)}\u001b[1mc`;
    expect(renderedPassagesOfBytes(text)).toEqual([{ start: 9, end: text.length }]);
    expect(renderedPassages(text)).toHaveLength(2);
  });

  test.each([
    ['escapes', '%3D', ''],
    ['what begins like escapes', '\\', '%3D'],
    ['percent signs without an end', '%25', ''],
    ['colours without an end', '\u001b[0', '%3D'],
    ['links without an end', '\u001b]', '%3D'],
  ])('of a long line full of %s are found in one go', (_, part, end) => {
    const text = part.repeat(300_000) + end;
    expect(renderedPassages(text)).toEqual([{ start: 0, end: text.length }]);
  });
});
