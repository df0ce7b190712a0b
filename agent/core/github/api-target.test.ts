import { expect, test } from 'vitest';
import { encodeSegment, readApiTarget } from './api-target.ts';
import { GithubError } from './github-error.ts';

test.each([
  ['/', [], ''],
  ['/repos/octo/demo', ['repos', 'octo', 'demo'], ''],
  [
    '/repos/octo/demo/contents/a%20b.ts?ref=main',
    ['repos', 'octo', 'demo', 'contents', 'a b.ts'],
    'ref=main',
  ],
  ['/search/code?q=a?b', ['search', 'code'], 'q=a?b'],
  ['/search/code?q=access_token', ['search', 'code'], 'q=access_token'],
  ['/a/%C3%A4', ['a', 'ä'], ''],
])('%s', (target, segments, query) => {
  const read = readApiTarget(target);
  expect(read.segments.map(({ text }) => text)).toEqual(segments);
  expect(read.query).toBe(query);
});

test('an escaped slash is one segment that says so', () => {
  expect(readApiTarget('/branches/feature%2Fx').segments).toEqual([
    { text: 'branches', hasSlash: false },
    { text: 'feature/x', hasSlash: true },
  ]);
});

test.each([
  'repos/octo',
  '/repos/octo?_method=DELETE',
  '/repos/octo?page=2&access_token=x',
  '/repos/octo?acc%65ss_token[]=x',
  '/repos/octo?a;PRIVATE_TOKEN=x',
  'https://api.github.com/repos',
  '//repos/octo',
  '/repos//octo',
  '/repos/octo/',
  '/repos/./octo',
  '/repos/../octo',
  '/repos/%2e%2e/octo',
  '/repos/a%2f..%2fb',
  '/repos/a%2F%2Fb',
  '/repos/%2Fa',
  '/repos/a%2F',
  '/repos/a%5Cb',
  '/repos/a\\b',
  '/repos/a%00',
  '/repos/a%0Ab',
  '/repos/a%252Fb',
  '/repos/a%25%32%66b',
  '/repos/a%',
  '/repos/a%zz',
  '/repos/%ff',
  '/repos/a;b',
  '/repos/a#b',
  '/repos/a b',
  '/repos/ä',
  '/repos?a#b',
  `/${'a'.repeat(9000)}`,
])('%s is refused', (target) => {
  expect(() => readApiTarget(target)).toThrow(expect.objectContaining({ code: 'target' }));
  expect(() => readApiTarget(target)).toThrow(GithubError);
});

test('what was decoded is written in one way', () => {
  expect(encodeSegment('feature/ä b')).toBe('feature%2F%C3%A4%20b');
});
