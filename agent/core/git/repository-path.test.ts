import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { repositoryOf } from './repository-path.ts';

test.each([
  ['/octo-org/demo', 'octo-org/demo'],
  ['/octo-org/demo.git', 'octo-org/demo'],
  ['/Octo-Org/Demo.git', 'Octo-Org/Demo'],
  ['/demo.git', 'demo'],
  ['/group/sub/group/demo', 'group/sub/group/demo'],
  ['/~user/demo.wiki.git', '~user/demo.wiki'],
  ['/o/.github', 'o/.github'],
  ['/o/c++.git', 'o/c++'],
  ['/org/my%20project/_git/repo', 'org/my%20project/_git/repo'],
  ['/o/git', 'o/git'],
  ['/o/information', 'o/information'],
])('%s is %s', (path, repository) => {
  expect(repositoryOf(path)).toBe(repository);
});

describe('no plain spelling', () => {
  test.each([
    '',
    '/',
    'o/r',
    '//r',
    '/o//r',
    '/o/r/',
    '/o/r.git/',
    '/.git',
    '/o/.git',
    '/o/r/.git',
    '/o/r.git/.git',
    '/o/r.git.git',
    '/o/r.GIT',
    '/o/r.Git.git',
    '/o.git/r',
    '/o/.',
    '/o/..',
    '/../r',
    '/o/./r',
    '/o/r.',
    '/o/r..git',
    '/o/%72',
    '/o%2fr',
    '/o/r%2egit',
    '/o/r%20',
    '/o/%20r',
    '/o/r%20.git',
    '/o/r%00',
    '/o/r;x',
    '/o/r\\x',
    '/o/r x',
    '/o/r\u00e9',
    '/o/r?x',
    '/o/r#x',
    '/o/r:x',
    '/o/r@x',
    '/o/r*',
    '/o/info/refs',
    '/o/objects/r',
    '/o/git-receive-pack',
    '/o/GIT-upload-pack/r',
    `/o/${'r'.repeat(1_030)}`,
  ])('%s', (path) => {
    expect(repositoryOf(path)).toBeNull();
  });
});

test('what is accepted is accepted again and means the same, with .git or without', () => {
  const piece = fc.constantFrom('a', 'B', '.', '/', '.git', '~', '%20', '%', '-', '..');
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
      const repository = repositoryOf(`/${pieces.join('')}`);
      if (repository === null) return;
      expect(repositoryOf(`/${repository}`)).toBe(repository);
      expect(repositoryOf(`/${repository}.git`)).toBe(repository);
    }),
    { numRuns: 2_000 },
  );
});
