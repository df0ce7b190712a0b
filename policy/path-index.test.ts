import fc from 'fast-check';
import { expect, test } from 'vitest';
import { foldSegments } from './fold.ts';
import { isGlob, matchGlob, parseGlob } from './glob.ts';
import { indexPaths } from './path-index.ts';

function mayMatch(pattern: string, paths: readonly string[]): boolean {
  const glob = parseGlob(pattern);
  if (!isGlob(glob)) throw new Error(glob.message);
  return indexPaths(paths.map(foldSegments)).mayMatch(glob);
}

test.each([
  ['deploy/**', ['src/a.ts', 'docs/b.md'], false],
  ['deploy/**', ['src/a.ts', 'Deploy/b'], true],
  ['**/Dockerfile', ['a/b.ts'], false],
  ['**/Dockerfile', ['a/dockerfile'], true],
  ['*.tf', ['a/b.tf'], false],
  ['*.tf', ['b.tf', 'a/b'], true],
  ['deploy/**', ['DEPLOY~1/x'], true],
  ['**', ['a'], true],
  ['a/*/c', ['a/b', 'x/y/c'], true],
  ['a/*/c', ['a/b', 'x/y/z'], false],
  ['**/generated/*.ts', ['a/b.ts', 'c/d/e.ts'], false],
  ['**/generated/*.ts', ['a/generated/b.ts'], true],
  ['deploy/**', [], false],
])('%s among %j: %s', (pattern, paths, expected) => {
  expect(mayMatch(pattern, paths)).toBe(expected);
});

test('a pattern that matches is never ruled out', () => {
  const segment = fc.constantFrom('a', 'b', 'A', 'deploy', 'DEPLOY~1', '*', '?', '*.ts', 'x.ts', 'deploy.');
  const pattern = fc.array(fc.oneof(segment, fc.constant('**')), { minLength: 1, maxLength: 4 });
  const path = fc.array(segment, { minLength: 1, maxLength: 4 });
  fc.assert(
    fc.property(pattern, fc.array(path, { maxLength: 4 }), (parts, paths) => {
      const glob = parseGlob(parts.join('/'));
      if (!isGlob(glob)) return;
      const folded = paths.map((each) => foldSegments(each.join('/')));
      const matches = folded.some((segments) => matchGlob(glob, segments, { steps: 0 }));
      if (matches) expect(indexPaths(folded).mayMatch(glob)).toBe(true);
    }),
  );
});
