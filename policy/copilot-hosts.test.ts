import { expect, test } from 'vitest';
import { COPILOT_HOSTS, isCopilotPath } from './copilot-hosts.ts';
import { hostProblem } from './hosts.ts';

test.each([
  ['api.githubcopilot.com', '/chat/completions'],
  ['api.business.githubcopilot.com', '/models'],
  ['proxy.individual.githubcopilot.com', '/v1/engines/gpt/completions'],
  ['API.GitHubCopilot.com.', '/responses'],
  ['copilot-proxy.githubusercontent.com', '/v1/engines/gpt/completions'],
  ['api.github.com', '/copilot_internal/v2/token?x=1'],
  ['api.github.com', '/copilot/mcp_registry'],
  ['uploads.github.com', '/copilot/chat/attachments'],
])('%s%s is Copilot', (host, path) => {
  expect(isCopilotPath(host, path)).toBe(true);
});

test.each([
  ['githubcopilot.com', '/chat/completions'],
  ['githubcopilot.com.evil.example', '/chat/completions'],
  ['api.github.com', '/repos/octo/demo/contents/a'],
  ['api.github.com', '/copilot_internal'],
  ['api.github.com', '/copilot_internal/../repos/octo/demo'],
  ['api.github.com', '/copilot_internal/%2e%2e/repos/octo/demo'],
  ['api.github.com', '/copilot_internal/..'],
  ['api.github.com', '/copilot_internal//x'],
  ['api.github.com', '/copilot_internal/..\\repos'],
  ['api.github.com', '/copilot_internal/..;/repos'],
  ['api.github.com', '/Copilot_Internal/v2/token'],
  ['api.github.com', 'copilot_internal/v2/token'],
  ['github.com', '/octo/copilot/'],
  ['example.com', '/copilot/'],
])('%s%s is not', (host, path) => {
  expect(isCopilotPath(host, path)).toBe(false);
});

test('a policy may name every one of them', () => {
  for (const { suffix } of COPILOT_HOSTS) expect(hostProblem({ suffix, kind: 'copilot' })).toBe(null);
});
