import fc from 'fast-check';
import { expect, test } from 'vitest';
import { foldSegments } from './fold.ts';
import { type Glob, isGlob, matchGlob, parseGlob } from './glob.ts';
import { indexPaths } from './path-index.ts';

function globOf(pattern: string): Glob {
  const glob = parseGlob(pattern);
  if (!isGlob(glob)) throw new Error(glob.message);
  return glob;
}

/** As the first question is answered, and as one after many others. */
function mayMatch(glob: Glob, paths: readonly string[]): { first: boolean; later: boolean } {
  const index = indexPaths(paths);
  const first = index.mayMatch(glob);
  for (let count = 0; count < 50; count++) index.mayMatch(glob);
  return { first, later: index.mayMatch(glob) };
}

test.each([
  ['deploy/**', ['src/a.ts', 'docs/b.md'], false],
  ['deploy/**', ['src/a.ts', 'Deploy/b'], true],
  ['**/Dockerfile', ['a/b.ts'], false],
  ['**/Dockerfile', ['a/dockerfile'], true],
  ['*.tf', ['a/b.py'], false],
  ['*.tf', ['b.tf', 'a/b'], true],
  ['deploy/**', ['DEPLOY~1/x'], true],
  ['**', ['a'], true],
  ['a/*/c', ['a/b', 'x/y/c'], true],
  ['a/*/c', ['a/b', 'x/y/z'], false],
  ['**/generated/*.ts', ['a/b.ts', 'c/d/e.ts'], false],
  ['**/generated/*.ts', ['a/generated/b.ts'], true],
  ['deploy/**', [], false],
  ['deploy/**', [''], false],
  ['deploy/**', ['deploy'], true],
  ['a/**/b', ['x', 'a/b'], true],
  ['deploy/*.yml', ['deploy/A.YML'], true],
  ['deploy/*.yml', ['.\\deploy.\\a.yml'], true],
  ['deploy/*.yml', ['//deploy//a.yml '], true],
])('%s among %j: %s', (pattern, paths, expected) => {
  expect(mayMatch(globOf(pattern), paths)).toEqual({ first: expected, later: expected });
});

test('a pattern that matches is never ruled out', () => {
  const segment = fc.constantFrom('a', 'b', 'A', 'deploy', 'DEPLOY~1', '*', '?', '*.ts', 'x.ts', 'deploy.');
  const pattern = fc.array(fc.oneof(segment, fc.constant('**')), { minLength: 1, maxLength: 4 });
  const path = fc.array(segment, { minLength: 1, maxLength: 4 });
  fc.assert(
    fc.property(pattern, fc.array(path, { maxLength: 4 }), (parts, paths) => {
      const glob = parseGlob(parts.join('/'));
      if (!isGlob(glob)) return;
      const names = paths.map((each) => each.join('/'));
      const matches = names.some((name) => matchGlob(glob, foldSegments(name), { steps: 0 }));
      if (matches) expect(mayMatch(glob, names)).toEqual({ first: true, later: true });
    }),
  );
});

test.each([
  ['a/b/c.ts', ['a/b/c.ts'], ['x/a/b/c.ts', 'a/b/c.tsx']],
  ['infra/*/main.tf', ['infra/a/main.tf'], ['infra/a/other.tf', 'x/main.tf']],
  ['**/*.test.*', ['a/b.test.ts'], ['a/test.ts']],
  ['a?c', ['abc'], ['ab', 'bc']],
])('%s is looked for by all that it says', (pattern, holding, others) => {
  expect(mayMatch(globOf(pattern), holding).first).toBe(true);
  for (const other of others) expect(mayMatch(globOf(pattern), [other]).first).toBe(false);
});

test('of many patterns, each is looked for by the number of its segments too', () => {
  expect(mayMatch(globOf('*.tf'), ['a/b.tf'])).toEqual({ first: true, later: false });
});
