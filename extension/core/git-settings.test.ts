import { execFileSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { describe, expect, it } from 'vitest';
import type { PolicyHost } from '../../protocol/control.ts';
import { gitEnvironment } from '../../protocol/session-environment.ts';
import { gitSettings } from './git-settings.ts';

const GRANT = { proxyUrl: 'http://s:p@127.0.0.1:7420', caFile: '/home/a/root.pem' };
const HOSTS: readonly PolicyHost[] = [
  { suffix: 'github.com', kind: 'git', ssh: 'warn', enforcedBy: null },
  { suffix: '.ghe.com', kind: 'git', ssh: 'warn', enforcedBy: null },
  { suffix: 'git.example.com', kind: 'git', ssh: 'rewrite', enforcedBy: null },
  { suffix: '.githubcopilot.com', kind: 'copilot', ssh: 'warn', enforcedBy: null },
];
const REMOTES = ['https://github.com:8443/octo-org/demo.git', 'http://github.com/octo-org/demo.git'];

function git(args: readonly string[], rewriteSsh = false): string {
  const env = {
    PATH: process.env['PATH'],
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
    ...gitEnvironment(gitSettings(GRANT, { hosts: HOSTS, remotes: REMOTES, rewriteSsh }), {}),
  };
  try {
    return execFileSync('git', [...args], { cwd: tmpdir(), env, encoding: 'utf8' }).trim();
  } catch {
    return '';
  }
}

describe('git itself', () => {
  it.each([
    ['https://github.com/octo-org/demo.git', GRANT.proxyUrl],
    ['https://octo.ghe.com/octo-org/demo.git', GRANT.proxyUrl],
    ['https://gitlab.example/demo.git', ''],
    ['https://api.githubcopilot.com/', ''],
    ['https://github.com:8443/octo-org/other.git', GRANT.proxyUrl],
    ['https://github.com:9443/octo-org/other.git', ''],
    ['http://github.com/octo-org/demo.git', GRANT.proxyUrl],
    ['http://octo.ghe.com/octo-org/demo.git', ''],
  ])('asks for %s by %s', (url, proxy) => {
    expect(git(['config', '--get-urlmatch', 'http.proxy', url])).toBe(proxy);
  });

  it('believes the agent alone for a governed host', () => {
    const args = ['config', '--get-urlmatch', 'http.sslCAInfo', 'https://github.com/a/b'];
    expect(git(args)).toBe(GRANT.caFile);
  });

  it.each([
    ['git@github.com:octo-org/demo.git', true, 'https://github.com/octo-org/demo.git'],
    ['ssh://git@github.com/octo-org/demo.git', true, 'https://github.com/octo-org/demo.git'],
    ['git@gitlab.example:octo-org/demo.git', true, 'git@gitlab.example:octo-org/demo.git'],
    ['git@github.com:octo-org/demo.git', false, 'git@github.com:octo-org/demo.git'],
    ['git@git.example.com:octo-org/demo.git', false, 'https://git.example.com/octo-org/demo.git'],
    ['ssh://git@git.example.com:22/demo.git', false, 'https://git.example.com/demo.git'],
  ])('goes for %s, rewritten %s, to %s', (url, rewriteSsh, expected) => {
    expect(git(['ls-remote', '--get-url', url], rewriteSsh)).toBe(expected);
  });
});
