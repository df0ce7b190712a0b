import { expect, test } from 'vitest';
import { copilotHost } from './hosts.ts';

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
