import fc from 'fast-check';
import { expect, test } from 'vitest';
import { foldSegments } from './fold.ts';
import { isGlob, matchGlob, parseGlob } from './glob.ts';

function compile(pattern: string) {
  const glob = parseGlob(pattern);
  if (!isGlob(glob)) throw new Error(glob.message);
  return glob;
}

function matches(pattern: string, text: string): boolean {
  return matchGlob(compile(pattern), foldSegments(text), { steps: 0 });
}

test.each([
  ['deploy/**', 'deploy/prod.yml'],
  ['deploy/**', 'deploy/a/b/c'],
  ['deploy/**', 'deploy'],
  ['deploy/**', 'DEPLOY/prod.yml'],
  ['deploy/**', 'Deploy\\prod.yml'],
  ['deploy/**', 'deploy./prod.yml'],
  ['deploy/**', 'deploy /prod.yml'],
  ['deploy/**', 'ｄｅｐｌｏｙ/prod.yml'],
  ['deploy/**', 'dep\u200cloy/prod.yml'],
  ['deploy/**', '\ufeffdeploy/prod.yml'],
  ['deploy/**', 'DEPLOY~1/prod.yml'],
  ['deploy/**', 'deploy::$INDEX_ALLOCATION/prod.yml'],
  ['deploy/**', './deploy/prod.yml'],
  ['deploy/**', 'deploy//prod.yml'],
  ['.github/workflows/**', '.GitHub/WORKFL~1/ci.yml'],
  ['.github/workflows/**', 'GITHUB~1/workflows/ci.yml'],
  ['Jenkinsfile', 'jenkinsfile'],
  ['Jenkinsfile', 'Jenkinsfile.'],
  ['Jenkinsfile', 'Jenkinsfile::$DATA'],
  ['**/CODEOWNERS', 'CODEOWNERS'],
  ['**/CODEOWNERS', 'docs/CODEOWNERS'],
  ['**/CODEOWNERS', 'a/b/.././CODEOWNERS'],
  ['*.yml', 'a.yml'],
  ['*.yml', '.yml'],
  ['a?c', 'a😀c'],
  ['a*b*c', 'a-b-b-c'],
  ['release/**', 'release/1.2'],
  ['a/**/b', 'a/b'],
  ['a/**/b', 'a/x/y/b'],
  ['a/**/b/**/c', 'a/b/x/b/c'],
  ['**', 'x'],
  ['main', 'Main'],
  ['main', 'MAIN'],
  ['main', 'ma\u00adin'],
  ['straße', 'STRASSE'],
])('%s matches %s', (pattern, text) => {
  expect(matches(pattern, text)).toBe(true);
});

test.each([
  ['deploy/**', 'deployment/prod.yml'],
  ['deploy/**', 'src/deploy/prod.yml'],
  ['deploy/*', 'deploy/a/b'],
  ['deploy/*', 'deploy'],
  ['main', 'main/x'],
  ['main', 'maine'],
  ['main', 'domain'],
  ['*', 'a/b'],
  ['a?c', 'ac'],
  ['a?c', 'abbc'],
  ['*.yml', 'a.yaml'],
  ['**', ''],
  ['*', ''],
  ['a/**/b', 'a/x/c'],
  ['a.b', 'axb'],
  ['(a+)+', 'aaaa'],
])('%s does not match %s', (pattern, text) => {
  expect(matches(pattern, text)).toBe(false);
});

test.each([
  ['', 'empty segment'],
  ['/deploy', 'begins with a slash'],
  ['deploy/', 'ends with a slash'],
  ['a//b', 'empty segment'],
  ['a/../b', 'empty segment'],
  ['a**', 'stands beside other characters'],
  ['**.yml', 'stands beside other characters'],
  ['a/***', 'stands beside other characters'],
  ['{a,b}', "'{' has no meaning"],
  ['[ab]', "'[' has no meaning"],
  ['!a', "'!' has no meaning"],
  ['a\\*', "'\\' has no meaning"],
  ['＊.yml', 'stands for *, ? or /'],
  ['a／b', 'stands for *, ? or /'],
  ['a'.repeat(513), 'at most 512'],
])('%s is refused: %s', (pattern, message) => {
  expect(parseGlob(pattern)).toMatchObject({ code: 'glob', message: expect.stringContaining(message) });
});

/** What the words say, in exponential time. */
function oracle(pattern: readonly string[], text: readonly string[]): boolean {
  const [first, ...rest] = pattern;
  if (first === undefined) return text.length === 0;
  if (first === '**') return oracle(rest, text) || (text.length > 0 && oracle(pattern, text.slice(1)));
  const [head, ...tail] = text;
  return head !== undefined && segmentOracle(Array.from(first), Array.from(head)) && oracle(rest, tail);
}

function segmentOracle(pattern: readonly string[], text: readonly string[]): boolean {
  const [first, ...rest] = pattern;
  if (first === undefined) return text.length === 0;
  if (first === '*')
    return segmentOracle(rest, text) || (text.length > 0 && segmentOracle(pattern, text.slice(1)));
  return text.length > 0 && (first === '?' || first === text[0]) && segmentOracle(rest, text.slice(1));
}

const patternSegment = fc.oneof(
  fc.constant('**'),
  fc.string({ unit: fc.constantFrom('a', 'b', '*', '?', '😀'), minLength: 1, maxLength: 5 }),
);
const textSegment = fc.string({ unit: fc.constantFrom('a', 'b', '😀'), minLength: 1, maxLength: 6 });

test('the matcher agrees with a naive one', () => {
  fc.assert(
    fc.property(
      fc.array(patternSegment, { minLength: 1, maxLength: 5 }),
      fc.array(textSegment, { minLength: 1, maxLength: 6 }),
      (pattern, text) => {
        fc.pre(pattern.every((segment) => segment === '**' || !segment.includes('**')));
        expect(matches(pattern.join('/'), text.join('/'))).toBe(oracle(pattern, text));
      },
    ),
    { numRuns: 5000 },
  );
});

test.each([
  ['stars within a segment', `${'a*'.repeat(50)}b`, (n: number) => 'a'.repeat(n)],
  ['question marks after a star', `*${'?'.repeat(50)}b`, (n: number) => 'a'.repeat(n)],
  ['segments of any depth', `${'**/a/'.repeat(25)}b`, (n: number) => 'a/'.repeat(n / 2)],
  ['stars in segments of any depth', `${'**/a*a/'.repeat(25)}b`, (n: number) => 'aa/'.repeat(n / 3)],
])('%s: steps grow with the length of the text, not faster', (_, pattern, textOf) => {
  const steps = (length: number) => {
    const meter = { steps: 0 };
    expect(matchGlob(compile(pattern), foldSegments(textOf(length)), meter)).toBe(false);
    return meter.steps;
  };
  expect(steps(3000)).toBeLessThanOrEqual(pattern.length * 3000);
  expect(steps(12_000)).toBeLessThanOrEqual(4.5 * steps(3000));
});

test('any name matches a pattern that is the name itself', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'binary', minLength: 1 }), { minLength: 1 }), (segments) => {
      const name = segments.join('/');
      const glob = parseGlob(name);
      fc.pre(isGlob(glob));
      expect(matches(name, name)).toBe(true);
      expect(matches(name, name.toUpperCase())).toBe(true);
    }),
  );
});
