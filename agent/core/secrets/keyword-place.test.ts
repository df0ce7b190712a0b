import { expect, test } from 'vitest';
import { beginsWithKeyword, takenBeforeKeyword } from './keyword-place.ts';
import { parsePattern } from './pattern/parse-pattern.ts';
import { compileProgram, type Program } from './pattern/program.ts';

function compile(source: string): Program {
  return compileProgram(parsePattern(source, { caseless: true }));
}

test.each([
  ['abc[0-9]', ['abc'], { always: true, secretBegun: true }],
  ['(?<!x)(?:abc|abd)=(?<secret>[0-9])', ['abc', 'abd'], { always: true, secretBegun: false }],
  ['ab(?<secret>c[0-9])', ['abc'], { always: true, secretBegun: true }],
  ['(?:abc|xyz)[0-9]', ['abc'], { always: false }],
  ['[0-9]?abc', ['abc'], { always: false }],
  ['ab', ['abc'], { always: false }],
])('%s of %j', (source, keywords, expected) => {
  expect(beginsWithKeyword(compile(source), keywords)).toMatchObject(expected);
});

test.each([
  ['[0-9]{2}:AA[a-z]', [':aa'], '0123456789:AAaa'],
  ['x(?<secret>[0-9]{2}:AA[a-z])', [':aa'], '0123456789:AAaa'],
  ['[0-9]key=(?<secret>[a-z])', ['key'], null],
  ['(?<secret>[0-9])@key', ['key'], '0123456789@KEYkey'],
])('%s takes before the end of %j', (source, keywords, expected) => {
  const taken = takenBeforeKeyword(compile(source), keywords);
  const units = taken === null ? null : [...taken.keys()].filter((unit) => taken[unit] === 1);
  const characters = expected === null ? null : [...new Set(expected.split(''))].sort();
  expect(units?.map((unit) => String.fromCharCode(unit)) ?? null).toEqual(characters);
});
