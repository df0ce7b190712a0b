import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Attempt, MAX_HEAD } from './attempt.ts';
import { parsePattern } from './parse-pattern.ts';
import { compileProgram } from './program.ts';
import { Steps } from './steps.ts';

function compile(source: string): Steps {
  return new Steps(compileProgram(parsePattern(source, { caseless: false })));
}

/** The secret that is found from the start of the text when it comes in these pieces. */
function found(program: Steps, pieces: readonly string[]): string | null {
  const attempt = new Attempt(program, 0);
  let text = '';
  for (const piece of pieces) {
    text += piece;
    attempt.read({ text, base: 0 }, text.length);
  }
  attempt.end({ text, base: 0 });
  return attempt.best === null ? null : text.slice(attempt.best.start, attempt.best.end);
}

/** What RegExp says of the same; an empty secret is none. */
function expected(source: string, text: string): string | null {
  const match = new RegExp(source, 'y').exec(text);
  return (source.includes('<secret>') ? match?.groups?.['secret'] : match?.[0]) || null;
}

const PATTERNS = [
  'a',
  'abc|ab',
  'ab|abc',
  '(?:a|ab)(?:c|bcd)?',
  'a*',
  'a+?b',
  'a{2,4}',
  'a{2,4}?',
  '(?:a*)*b',
  '(?:a|b)*a[ab]{2}',
  'a(?<secret>b+)c?',
  '(?<secret>a+)b',
  '(?<secret>a|ab)(?:c|b)',
  'a(?:b(?<secret>c*))?',
  'a(?!b)',
  'a+(?![bc])',
  'a(?=b)b?',
  '(?<!b)a',
  'a(?<=a)b',
  '\\ba+\\b',
  '^a$',
  '[^a]b',
  '.*c',
  '(?:ab?)+$',
  'a\\b.b',
];

describe('finds what RegExp finds', () => {
  test.each(PATTERNS)('with %s', (source) => {
    const program = compile(source);
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('a', 'b', 'c', ' ', '\n', 'é'), maxLength: 12 }),
        (text) => {
          expect(found(program, [text])).toBe(expected(source, text));
        },
      ),
      { numRuns: 300 },
    );
  });

  test.each(PATTERNS)('with %s, one character at a time', (source) => {
    const program = compile(source);
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('a', 'b', 'c', ' '), maxLength: 12 }), (text) => {
        expect(found(program, text.split(''))).toBe(found(program, [text]));
      }),
      { numRuns: 100 },
    );
  });
});

test('a pattern that takes a backtracking matcher years is read once', () => {
  expect(found(compile('(?:a+)+$'), [`${'a'.repeat(200)}b`])).toBeNull();
});

describe('says from where on there may be a secret', () => {
  test('nowhere before it has begun', () => {
    const attempt = new Attempt(compile('key=(?<secret>[a-z]{8})'), 0);
    attempt.read({ text: 'key=', base: 0 }, 4);
    expect(attempt.secretStart()).toBeNull();
  });

  test('the earliest of several ways to read it', () => {
    const attempt = new Attempt(compile('(?:ab)?(?<secret>[a-z]{4})'), 0);
    attempt.read({ text: 'abc', base: 0 }, 3);
    expect(attempt.secretStart()).toBe(0);
  });

  test('a secret that has begun goes on when those that have not are given up', () => {
    const attempt = new Attempt(compile('k(?:.*(?<secret>y)|.{9}(?<secret>x.*))'), 0);
    const text = `k.........x${'.'.repeat(MAX_HEAD)}`;
    attempt.read({ text, base: 0 }, text.length);
    expect(attempt.live).toBe(true);
    expect(attempt.liveStart()).toBe(10);
  });

  test('and a secret that does not begin soon is given up', () => {
    const attempt = new Attempt(compile('k(?:.*)(?<secret>z)'), 0);
    const text = `k${'.'.repeat(MAX_HEAD)}`;
    attempt.read({ text, base: 0 }, text.length);
    expect(attempt.live).toBe(false);
  });
});
