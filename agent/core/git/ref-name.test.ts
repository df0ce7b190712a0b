import { spawnSync } from 'node:child_process';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { classifyRef, isRefName } from './ref-name.ts';

/** What Git itself says of a name. */
const gitAccepts = (name: string): boolean => spawnSync('git', ['check-ref-format', name]).status === 0;

describe('a ref name', () => {
  test.each([
    'refs/heads/main',
    'refs/tags/v1.0',
    'refs/heads/feature/a-b_c',
    'refs/heads/-dash',
    'refs/heads/@',
    'refs/heads/a@b',
    'refs/heads/{x}',
    'refs/heads/b\u00fccher',
    'refs/heads/"quoted"',
    "refs/heads/$(x);|&'",
    'refs/heads/lock',
    'refs/heads/a.LOCK',
    'refs/for/main',
    'refs/stash',
  ])('%s', (name) => {
    expect(isRefName(name)).toBe(true);
    expect(gitAccepts(name)).toBe(true);
  });
});

describe('no ref name', () => {
  test.each([
    '',
    'HEAD',
    'main',
    'refs',
    'refs/',
    'refs//heads',
    '/refs/heads/main',
    'refs/heads/main/',
    'refs/heads//main',
    'refs/heads/a..b',
    'refs/heads/../tags/x',
    'refs/heads/.hidden',
    'refs/heads/a/.b/c',
    'refs/heads/end.',
    'refs/heads/a.lock',
    'refs/heads/a.lock/b',
    'refs/heads/a b',
    'refs/heads/a\tb',
    'refs/heads/a\nb',
    'refs/heads/a\u007fb',
    'refs/heads/a~1',
    'refs/heads/a^',
    'refs/heads/a:b',
    'refs/heads/a?',
    'refs/heads/*',
    'refs/heads/[a]',
    'refs/heads/a\\b',
    'refs/heads/a@{1}',
  ])('%j', (name) => {
    expect(isRefName(name)).toBe(false);
    if (name.startsWith('refs/')) expect(gitAccepts(name)).toBe(false);
  });

  test.each([
    ['a component that ends with a dot', 'refs/heads/main./x'],
    ['a NUL', 'refs/heads/a\u0000b'],
    ['a control character beyond ASCII', 'refs/heads/a\u009b2J'],
    ['half a surrogate pair', 'refs/heads/\ud800'],
    ['a name without end', `refs/heads/${'a'.repeat(1_024)}`],
    ['another case of refs', 'REFS/heads/main'],
  ])('%s', (_, name) => {
    expect(isRefName(name)).toBe(false);
  });
});

test('nothing is accepted that git refuses', () => {
  const piece = fc.constantFrom(
    'a',
    '.',
    '/',
    '@',
    '{',
    '~',
    '.lock',
    '*',
    '\\',
    ' ',
    '\u00e9',
    '-',
    '\u0001',
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 6 }), (pieces) => {
      const name = `refs/${pieces.join('')}`;
      if (isRefName(name)) expect(gitAccepts(name)).toBe(true);
    }),
    { numRuns: 150 },
  );
});

test.each([
  ['refs/heads/main', 'branch', 'main'],
  ['refs/heads/refs/heads/main', 'branch', 'refs/heads/main'],
  ['refs/tags/v1/rc', 'tag', 'v1/rc'],
  ['refs/heads', 'other', 'refs/heads'],
  ['refs/headsmain', 'other', 'refs/headsmain'],
  ['refs/Heads/main', 'other', 'refs/Heads/main'],
  ['refs/pull/1/head', 'other', 'refs/pull/1/head'],
  ['refs/remotes/origin/main', 'other', 'refs/remotes/origin/main'],
])('%s is a %s called %s', (ref, kind, name) => {
  expect(classifyRef(ref)).toEqual({ kind, name });
});
