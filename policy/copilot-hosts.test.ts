import { expect, test } from 'vitest';
import { COPILOT_HOSTS, copilotHost } from './copilot-hosts.ts';
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
])('%s is governed by a policy to start from', (host) => {
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

test.each([
  ['api.github.com', 'github'],
  ['api.githubcopilot.com', 'models'],
  ['api.individual.githubcopilot.com', 'models'],
  ['proxy.business.githubcopilot.com', 'models'],
  ['telemetry.enterprise.githubcopilot.com', 'models'],
  ['copilot-proxy.githubusercontent.com', 'models'],
  ['copilot-telemetry.githubusercontent.com', 'telemetry'],
  ['uploads.github.com', 'uploads'],
  ['api.octo.ghe.com', 'github'],
  ['copilot-api.octo.ghe.com', 'models'],
  ['copilot-telemetry-service.octo.ghe.com', 'telemetry'],
  ['dc.services.visualstudio.com', 'track'],
])('%s serves %s', (host, kind) => {
  expect(copilotHost(host)).toBe(kind);
});

test.each([
  'githubcopilot.com',
  '.githubcopilot.com',
  'a..githubcopilot.com',
  'evilgithubcopilot.com',
  'api.githubcopilot.com.evil.example',
  'API.github.com',
  'octo.ghe.com',
  'copilot-api.a.b.ghe.com',
  'copilot-api..ghe.com',
  'copilot-api.ghe.com',
  '__proto__.octo.ghe.com',
  'constructor',
  'github.com',
  '',
])('%j is none of them', (host) => {
  expect(copilotHost(host)).toBe(null);
});
