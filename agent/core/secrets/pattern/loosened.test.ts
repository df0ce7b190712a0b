import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { longest } from './length.ts';
import { loosened } from './loosened.ts';
import { parsePattern } from './parse-pattern.ts';
import { compileProgram } from './program.ts';
import { Rejector } from './rejector.ts';

const parsed = (source: string) => parsePattern(source, { caseless: false });

test.each([
  ['a{0,32}b', 'a*b'],
  ['(?:a{2,10}|b{0,7})c', '(?:a{2,}|b{0,7})c'],
  ['x(?<secret>a{3,40}?)', 'x(?<secret>a{3,}?)'],
  ['a{20}', 'a{20}'],
  ['(?:ab{0,9}){2}', '(?:ab*){2}'],
])('%s becomes %s', (source, expected) => {
  expect(loosened(parsed(source))).toEqual(parsed(expected));
});

describe('what rejects the looser pattern rejects nothing that the pattern matches', () => {
  test.each(['a{0,9}b', '(?:a{1,12}[bc]){2}c', 'a(?<secret>b{2,20}?)(?=c)'])('%s', (source) => {
    const rejector = new Rejector(compileProgram(loosened(parsed(source))), longest(parsed(source)));
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('a', 'b', 'c') }), (text) => {
        if (rejector.rejects(text, 0, 100)) expect(new RegExp(source, 'y').test(text)).toBe(false);
      }),
    );
  });
});
