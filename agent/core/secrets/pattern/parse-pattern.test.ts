import { expect, test } from 'vitest';
import { PatternError, parsePattern } from './parse-pattern.ts';

test.each([
  ['a(b', 'bad-syntax'],
  ['a)b', 'bad-syntax'],
  ['[ab', 'bad-syntax'],
  ['[z-a]', 'bad-syntax'],
  ['*a', 'bad-syntax'],
  ['a|+', 'bad-syntax'],
  ['a{3,2}', 'bad-syntax'],
  ['^*', 'bad-syntax'],
  ['a\\', 'bad-syntax'],
  ['\\x1', 'bad-syntax'],
  ['(a)\\1', 'unsupported'],
  ['\\k<a>', 'unsupported'],
  ['\\p{L}', 'unsupported'],
  ['(?<name>a)', 'unsupported'],
  ['(?i:a)', 'unsupported'],
  ['(?!ab)', 'unsupported'],
  ['(?<=a|b)', 'unsupported'],
  ['é', 'unsupported'],
  ['[é]', 'unsupported'],
  ['\\u00e9', 'unsupported'],
])('%s is refused as %s', (source, code) => {
  expect(() => parsePattern(source, { caseless: false })).toThrow(
    expect.objectContaining({ name: PatternError.name, code }),
  );
});

test('the error says where, and not what the pattern is', () => {
  expect(() => parsePattern('secret-word(', { caseless: false })).toThrow(
    /^a group has no end, at character 12/,
  );
});

test('a brace that bounds nothing is a brace', () => {
  expect(parsePattern('a{x', { caseless: false })).toMatchObject({ kind: 'sequence', items: { length: 3 } });
});

test('bounds are read as they are written', () => {
  const bounds = (source: string) => parsePattern(source, { caseless: false });
  expect(bounds('a{2}')).toMatchObject({ kind: 'repeat', min: 2, max: 2, lazy: false });
  expect(bounds('a{2,}')).toMatchObject({ min: 2, max: null });
  expect(bounds('a{2,5}?')).toMatchObject({ min: 2, max: 5, lazy: true });
  expect(bounds('a+')).toMatchObject({ min: 1, max: null });
});
