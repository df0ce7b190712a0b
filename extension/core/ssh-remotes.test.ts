import { expect, test } from 'vitest';
import type { GovernedHost } from '../../protocol/control.ts';
import { rewrittenHosts, sshHosts } from './ssh-remotes.ts';

const HOSTS: readonly GovernedHost[] = [
  { suffix: 'github.com', kind: 'git' },
  { suffix: '.ghe.com', kind: 'git' },
  { suffix: 'api.githubcopilot.com', kind: 'copilot' },
];

test.each<[string, readonly string[]]>([
  ['git@github.com:team/app.git', ['github.com']],
  ['GitHub.com:team/app.git', ['github.com']],
  ['ssh://git@github.com/team/app.git', ['github.com']],
  ['ssh://github.com:22/team/app.git', ['github.com']],
  ['git+ssh://git@corp.ghe.com/team/app.git', ['corp.ghe.com']],
  ['https://github.com/team/app.git', []],
  ['git@api.githubcopilot.com:team/app.git', []],
  ['git@gitlab.example:team/app.git', []],
  ['git@notgithub.com:team/app.git', []],
  ['/srv/github.com:app.git', []],
  ['C:\\github.com', []],
  ['', []],
])('%s', (url, hosts) => {
  expect(sshHosts([url, url], HOSTS)).toEqual(hosts);
});

const GIT = { kind: 'git', enforcedBy: null } as const;
const REMOTES = ['git@github.com:team/app.git', 'git@corp.ghe.com:team/app.git'];

test.each<[string, boolean, 'warn' | 'rewrite', readonly string[]]>([
  ['nobody says so', false, 'warn', []],
  ['the policy says so, of what a remote of it names too', false, 'rewrite', ['corp.ghe.com']],
  ['the person says so', true, 'warn', ['github.com', 'corp.ghe.com']],
])('%s', (_name, rewriteSsh, ssh, rewritten) => {
  const hosts = [
    { ...GIT, suffix: 'github.com', ssh: 'warn' },
    { ...GIT, suffix: '.ghe.com', ssh },
  ] as const;
  expect(rewrittenHosts({ hosts, remotes: REMOTES, rewriteSsh })).toEqual(rewritten);
});
