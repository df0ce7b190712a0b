import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { longest } from './length.ts';
import { loosened } from './loosened.ts';
import { parsePattern } from './parse-pattern.ts';
import { compileProgram } from './program.ts';
import { Rejector } from './rejector.ts';

function rejectorOf(source: string): Rejector {
  const pattern = parsePattern(source, { caseless: false });
  return new Rejector(compileProgram(loosened(pattern)), longest(pattern));
}

test.each([
  ['abc', 'abx', true],
  ['abc', 'abcx', false],
  ['abc', 'ab', false],
  ['a{2,4}b', 'aaaaab', true],
  ['a(?!b)c', 'ac', false],
  ['a[^b]c', 'aéc', false],
])('%s at %s', (source, text, expected) => {
  expect(rejectorOf(source).rejects(`--${text}`, 2, 100)).toBe(expected);
});

describe('never rejects what RegExp matches, and once asked answers the same again', () => {
  test.each(['(?:a|b)*a[ab]{2}', 'a+?b', 'a(?:b(?<secret>c*))?c', '(?<!b)a(?=c)c', '\\ba+\\b', 'a{2,4}?c'])(
    '%s',
    (source) => {
      const rejector = rejectorOf(source);
      fc.assert(
        fc.property(fc.string({ unit: fc.constantFrom('a', 'b', 'c', ' ', 'é') }), (text) => {
          const rejected = rejector.rejects(text, 0, 100);
          expect(rejector.rejects(text, 0, 100)).toBe(rejected);
          if (rejected) expect(new RegExp(source, 'y').test(text)).toBe(false);
        }),
      );
    },
  );
});

test('what is not known within the bound is not rejected', () => {
  const rejector = rejectorOf('a{9}b');
  expect(rejector.rejects('aaaaaaaaac', 0, 9)).toBe(false);
  expect(rejector.rejects('aaaaaaaaac', 0, 10)).toBe(true);
});

describe('a match that would have to be longer than any is rejected', () => {
  test.each([
    ['a.{0,9}b', 'a----------b', true],
    ['a.{0,9}b', 'a---------b', false],
    ['a.{0,9}b', 'a----------', false],
    ['a.{0,9}b', 'a-----------', true],
    ['a.*b', 'a-----------', false],
  ])('%s at %s: %s', (source, text, expected) => {
    expect(rejectorOf(source).rejects(text, 0, 100)).toBe(expected);
  });
});

test('a program of more states than are kept is not rejected for it', () => {
  const rejector = rejectorOf('(?:a|b)*a[ab]{12}c');
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom('a', 'b'), minLength: 20, maxLength: 60 }), (text) => {
      expect(rejector.rejects(`${text}abbbbbbbbbbbbc`, 0, 100)).toBe(false);
    }),
  );
});
