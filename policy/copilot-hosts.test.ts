import { expect, test } from 'vitest';
import { COPILOT_HOSTS } from './copilot-hosts.ts';
import { hostKind, hostProblem } from './hosts.ts';

const TABLE = COPILOT_HOSTS.map((suffix) => ({ suffix, kind: 'copilot' as const }));

test.each([
  'api.githubcopilot.com',
  'proxy.business.githubcopilot.com',
  'telemetry.individual.githubcopilot.com',
  'copilot-proxy.githubusercontent.com',
  'copilot-telemetry.githubusercontent.com',
  'api.github.com',
  'uploads.github.com',
])('%s is one of them', (host) => {
  expect(hostKind(TABLE, host)).toBe('copilot');
});

test.each(['githubcopilot.com', 'github.com', 'raw.githubusercontent.com', 'evil-githubcopilot.com'])(
  '%s is not',
  (host) => {
    expect(hostKind(TABLE, host)).toBe(null);
  },
);

test('a policy may name every one of them', () => {
  for (const entry of TABLE) expect(hostProblem(entry)).toBe(null);
});
