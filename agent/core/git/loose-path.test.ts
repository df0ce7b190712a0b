import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readLoosely } from './loose-path.ts';

describe('one reading is o, r.git, info', () => {
  test.each([
    '/o/r.git/info',
    '/O/R.GIT/INFO',
    '//o///r.git/info/',
    '/o/./r.git/info',
    '/o/x/../r.git/info',
    '/o/r.git/x/%2e%2e/info',
    '/o/r.git/x/..;y=1/info',
    '/o%2fr.git%2Finfo',
    '/o%252fr.git/info',
    '/o%5cr.git\\info',
    '/o%c0%afr.git/info',
    '/o/r.git;jsessionid=1/info;x',
    '/o/r.git./info..',
    '/o/r.git%20/info%0a',
    '/o/r.git/info%00.png',
    '/o/r.git/in%00fo',
    '/%20o/r.git/%0ainfo',
    '/o/r.git/info%3fx=1',
    '/o/r.git/info::$DATA',
    '/o/r.git/info:$i30:$index_allocation',
    '/o/r.git/in%e2%80%8bfo',
    '/o/r.git/in%c2%adfo',
    '/o/r.git/%ef%bd%89nfo',
    '/o/r%ef%bc%8egit/info',
    '/o%ef%bc%8fr.git/info',
    '/o%e2%88%95r.git/info',
    '/o/r.git/info?x=/y',
    '/o/r.git/info#x',
  ])('of %s', (target) => {
    expect(readLoosely(target)?.readings).toContainEqual(['o', 'r.git', 'info']);
  });
});

test('both readings of .. are there', () => {
  expect(readLoosely('/a/../b')?.readings.slice(0, 2)).toEqual([['a', '..', 'b'], ['b']]);
  expect(readLoosely('/../../a')?.readings[1]).toEqual(['a']);
});

test.each([
  ['/A?Q=%47it%2Dx', '/a?q=git-x'],
  ['/a%20b\t', '/ab'],
  ['/a\u2010b', '/a-b'],
  ['/pac%E2%84%AA', '/pack'],
  ['/\u017fervice', '/service'],
])('the text of %j is %j', (target, text) => {
  expect(readLoosely(target)?.text).toBe(text);
});

test('what is escaped too often is not read', () => {
  expect(readLoosely(`/%${'25'.repeat(9)}41`)).toBeNull();
});

test('nothing makes it throw', () => {
  fc.assert(fc.property(fc.string({ unit: 'binary' }), (target) => void readLoosely(target)));
});
