import { expect, test } from 'vitest';
import { hostKind, hostProblem, isPageRequest } from './hosts.ts';

const HOSTS = [
  { suffix: 'github.com', kind: 'git' },
  { suffix: '.git.example.com', kind: 'git' },
  { suffix: '.githubcopilot.com', kind: 'copilot' },
] as const;

test.each([
  'github.com',
  'GitHub.COM',
  'github.com.',
  'ｇithub.com',
  'github。com',
  'github．com',
  'git\u00adhub.com',
  'a.git.example.com',
  'a.b.git.example.com',
])('%s is governed', (host) => {
  expect(hostKind(HOSTS, host)).toBe('git');
});

test('a host may be one of Copilot', () => {
  expect(hostKind(HOSTS, 'api.business.GitHubCopilot.com')).toBe('copilot');
});

test.each([
  'git.example.com',
  'notgithub.com',
  'api.github.com',
  'github.com.evil.example',
  'evilgit.example.com',
  '.git.example.com',
  'example.com',
  '',
  '127.0.0.1',
])('%s is not governed', (host) => {
  expect(hostKind(HOSTS, host)).toBe(null);
});

test.each([
  ['GET', '/', true],
  ['GET', '/octo/demo?tab=readme', true],
  ['HEAD', '/octo/demo', true],
  ['POST', '/login', true],
  ['POST', '/login/oauth/access_token', true],
  ['POST', '/session', true],
  ['POST', '/sessions/two-factor', true],
  ['POST', '/session?x=1', true],
  ['POST', '/login/device/code_2.json', true],
  ['POST', '/login/', false],
  ['POST', '/login/../octo/demo/create/main', false],
  ['POST', '/login/%2e%2e/octo/demo/create/main', false],
  ['POST', '/login/..;/octo/demo/create/main', false],
  ['POST', '/session/x\\..\\..\\octo', false],
  ['POST', '/session//..', false],
  ['POST', '/login-a/demo/issues', false],
  ['POST', '/octo/login', false],
  ['POST', '//login', false],
  ['POST', '/Login', false],
  ['POST', 'login', false],
  ['POST', '/octo/demo/merge', false],
  ['PUT', '/login', false],
  ['DELETE', '/', false],
  ['PATCH', '/', false],
  ['OPTIONS', '/', false],
  ['get', '/', false],
  ['MKCOL', '/octo/demo.git', false],
])('%s %s passes as a page: %s', (method, path, expected) => {
  expect(isPageRequest(method, path, 'git')).toBe(expected);
});

test.each(['GET', 'HEAD', 'POST'])('nothing passes %s as a page on a host of Copilot', (method) => {
  expect(isPageRequest(method, '/login', 'copilot')).toBe(false);
});

test.each([
  ['github.com', null],
  ['.example.com', null],
  ['localhost', null],
  ['git.xn--bcher-kva.example', null],
  ['.com', 'name the organisation: .example.com'],
  ['*.example.com', 'a dot in front stands for every name below: .example.com'],
  ['https://github.com', 'leave out the scheme and the path'],
  ['github.com:443', 'leave out the port: a host is governed on all of them'],
  ['GitHub.com', 'write it in lower case'],
  ['bücher.example', 'write it in ASCII, an international name as xn--…'],
  ['', 'write it in ASCII, an international name as xn--…'],
  ['a..b', 'write it in ASCII, an international name as xn--…'],
])('suffix %j: %s', (suffix, hint) => {
  expect(hostProblem({ suffix, kind: 'git' })?.hint ?? null).toBe(hint);
});
