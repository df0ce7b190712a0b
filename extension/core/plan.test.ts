import { expect, it } from 'vitest';
import { type Found, planOf } from './plan.ts';

const FOUND: Found = {
  proxy: undefined,
  proxySupport: 'override',
  hosts: [
    { suffix: 'github.com', kind: 'git', ssh: 'warn', enforcedBy: null },
    { suffix: '.githubcopilot.com', kind: 'copilot', ssh: 'warn', enforcedBy: null },
  ],
  isTrusted: false,
  isRemote: false,
};
const OURS = 'http://abc:s3cret@127.0.0.1:7420';

const rows: readonly (readonly [string, Partial<Found>, readonly string[]])[] = [
  ['nothing set up', {}, ['proxy', 'git', 'terminals', 'trust-store']],
  ['the proxy of an agent', { proxy: OURS }, ['git', 'terminals', 'trust-store']],
  ['an authority that is trusted', { isTrusted: true }, ['proxy', 'git', 'terminals']],
  ['an unknown trust store', { isTrusted: null }, ['proxy', 'git', 'terminals']],
  ['no governed host of Git', { hosts: [] }, ['proxy', 'terminals', 'trust-store']],
  [
    'extensions that go direct',
    { proxySupport: 'off' },
    ['proxy', 'proxy-support', 'git', 'terminals', 'trust-store'],
  ],
];

it.each(rows)('with %s it changes what is needed', (_, found, parts) => {
  expect(planOf({ ...FOUND, ...found }).map(({ part }) => part)).toEqual(parts);
});

it.each<[string, Partial<Found>, string]>([
  [
    "somebody's proxy is kept behind ours",
    { proxy: 'http://user:hunter2@proxy.corp.example:8080' },
    'comes back',
  ],
  ['other windows are named', { isRemote: true }, 'your local windows'],
  [
    'SSH is left',
    { hosts: [{ suffix: 'git.example.com', kind: 'git', ssh: 'rewrite', enforcedBy: null }] },
    'over HTTPS where a remote names git.example.com over SSH',
  ],
])('says that %s, and no secret', (_, found, words) => {
  const told = planOf({ ...FOUND, ...found })
    .map(({ detail }) => detail)
    .join(' ');
  expect(told).toContain(words);
  expect(told).not.toContain('hunter2');
});
