import { expect, test } from 'vitest';
import { literalOf, parseExpression } from './syntax.ts';

test.each([
  ['ref.branch = "main"', 11, 'compare with =='],
  ['ref.forced and ref.odd', 11, 'write &&'],
  ['ref.forced or ref.odd', 11, 'write ||'],
  ['ref.forced & ref.odd', 11, 'write &&'],
  ['ref.forced | ref.odd', 11, 'write ||'],
  ['ref.branch ~ "m"', 11, 'write text.matches("…") or text.glob("…")'],
  ['ref.forced // why', 11, 'put comments outside of the condition, in YAML'],
  ['"main', 0, 'close the quoted text, on the same line'],
  ['ref.forced)', 10, 'close each bracket once'],
  ['', 0, 'leave `when` out for a rule that always matches'],
  ['changes.exists(c, c.path = "=" && c.odd)', 25, 'compare with =='],
  ['changes.exists(c, c.path === "x")', 25, 'compare with =='],
  ['ref.branch =~ "m"', 11, 'write text.matches("…") or text.glob("…")'],
  ['changes.exists(c, c.odd', 14, 'close each bracket once'],
  ["ref.branch == 'main", 14, 'close the quoted text, on the same line'],
  [
    'ref.branch == "a and b or c" ref',
    29,
    'write CEL: name.field == "text", &&, ||, !, in, list.exists(x, …)',
  ],
  ['ref.forced &&', 11, 'write CEL: name.field == "text", &&, ||, !, in, list.exists(x, …)'],
])('%j cannot be read at %i: %s', (text, offset, hint) => {
  expect(() => parseExpression(text)).toThrow(
    expect.objectContaining({
      offset,
      problem: expect.objectContaining({ code: 'expression-syntax', hint }),
    }),
  );
});

test.each([
  ['brackets', '('.repeat(49) + ')'.repeat(49)],
  ['lists', '['.repeat(2000)],
  ['macros', `${'changes.exists(c, '.repeat(60)}true${')'.repeat(60)}`],
  ['sums', `${'1+'.repeat(600)}1 == 1`],
  ['fields', `a${'.b'.repeat(600)}`],
])('%s beyond the depth are refused', (_, text) => {
  expect(() => parseExpression(text)).toThrow(
    expect.objectContaining({ problem: expect.objectContaining({ code: 'cost' }) }),
  );
});

test('a node knows where it stands, operators too', () => {
  const text = '"é😀"   == ref.name';
  const syntax = parseExpression(text);
  expect(text.slice(syntax.offsetOf(syntax.root))).toBe('== ref.name');
});

test.each([
  ['"text"', 'text'],
  ["r'a\\b'", 'a\\b'],
  ['1', null],
  ['"a" + "b"', null],
  ['ref.name', null],
])('%s is the literal %j', (text, literal) => {
  expect(literalOf(parseExpression(text).root)).toBe(literal);
});
