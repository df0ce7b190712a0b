import { expect, it } from 'vitest';
import type { GovernedHost } from '../../protocol/control.ts';
import { governedOrigins } from './governed-origins.ts';

const HOSTS: readonly GovernedHost[] = [
  { suffix: 'github.com', kind: 'git' },
  { suffix: '.ghe.com', kind: 'git' },
  { suffix: '.githubcopilot.com', kind: 'copilot' },
];

it.each<[string, readonly string[]]>([
  ['https://github.com/octo-org/demo.git', ['https://github.com']],
  ['https://GitHub.com:8443/octo-org/demo.git', ['https://github.com:8443']],
  ['https://octo:token@github.com:8443/demo', ['https://github.com:8443']],
  ['http://github.com/octo-org/demo.git', ['http://github.com']],
  ['https://a.b.ghe.com:444', ['https://a.b.ghe.com:444']],
  ['https://ghe.com/demo.git', []],
  ['https://github.com.example/demo.git', []],
  ['https://github.com@example.test/demo.git', []],
  ['https://example.test/https://github.com/', []],
  ['https://api.githubcopilot.com/', []],
  ['git@github.com:octo-org/demo.git', []],
  ['ssh://git@github.com:8443/demo.git', []],
  ['../demo.git', []],
])('a remote at %s has the governed origins %j', (url, origins) => {
  expect(governedOrigins([url], HOSTS)).toEqual(origins);
});

it('names each origin once', () => {
  const urls = ['https://github.com:8443/a', 'https://github.com:8443/b', 'https://github.com/c'];
  expect(governedOrigins(urls, HOSTS)).toEqual(['https://github.com:8443', 'https://github.com']);
});
