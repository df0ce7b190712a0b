import { expect, test } from 'vitest';
import type { AgentStatus, PolicyHost } from './control.ts';
import { vouchedHosts } from './enforced-hosts.ts';

const FEED = { kind: 'enforced', origin: 'feed', hash: 'h', version: 3, alarm: null } as const;
const host = (suffix: string, said: Partial<PolicyHost> = {}): PolicyHost => ({
  ...{ suffix, kind: 'git', ssh: 'warn', enforcedBy: 'gateway' },
  ...said,
});
const COPILOT = host('.githubcopilot.com', { kind: 'copilot', enforcedBy: null });

test.each<[string, readonly PolicyHost[], Partial<AgentStatus>, readonly string[] | null]>([
  ['all of Git, by a signed policy', [host('github.com'), COPILOT], {}, ['github.com']],
  ['one of two', [host('github.com'), host('git.example.com', { enforcedBy: null })], {}, null],
  ['a suffix', [host('github.com'), host('.example.com')], {}, null],
  ['no host of Git', [COPILOT], {}, null],
  ["a file of the person's own", [host('github.com')], { policy: { ...FEED, origin: 'file' } }, null],
  [
    'no policy',
    [host('github.com')],
    { policy: { kind: 'none', origin: 'feed', reason: 'stale', alarm: null } },
    null,
  ],
])('%s', (_name, hosts, status, vouched) => {
  expect(vouchedHosts({ policy: FEED, ...status, hosts })).toEqual(vouched);
});
