import { expect, test } from 'vitest';
import { parsePattern } from './parse-pattern.ts';
import { compileProgram, OP } from './program.ts';

function compile(source: string) {
  return compileProgram(parsePattern(source, { caseless: false }));
}

test('ends in a match', () => {
  expect(compile('ab').ops).toEqual(Uint8Array.of(OP.take, OP.take, OP.match));
});

test('keeps each class once', () => {
  expect(compile('[a-f0-9]{40}').classes).toHaveLength(1);
});

test('knows whether the secret is named', () => {
  expect(compile('a(?<secret>b)').namesSecret).toBe(true);
  expect(compile('a(b)').namesSecret).toBe(false);
});

test('a long repetition is taken as endless, and so stays small', () => {
  expect(compile('a{1,5000}').ops.length).toBeLessThan(10);
});

test('a pattern of too many states is refused', () => {
  expect(() => compile('(?:[a-z]{1,100}x){1,100}')).toThrow(expect.objectContaining({ code: 'too-large' }));
});
