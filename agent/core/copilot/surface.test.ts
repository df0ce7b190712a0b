import { describe, expect, test } from 'vitest';
import { classifySurface, type Surface, surfaceTemplate } from './surface.ts';

const API = 'api.individual.githubcopilot.com';
const PROXY = 'proxy.individual.githubcopilot.com';
const NONE: ReadonlySet<string> = new Set();

function classify(method: string, host: string, path: string): Surface {
  return classifySurface({ method, host, path, upgrade: false, learned: NONE });
}

describe('what the known clients ask', () => {
  test.each<[string, string, string, Surface]>([
    [
      'POST',
      PROXY,
      '/v1/engines/gpt-41-copilot/completions',
      { kind: 'completion', model: 'gpt-41-copilot' },
    ],
    ['POST', API, '/chat/completions', { kind: 'chat-completions' }],
    ['POST', PROXY, '/chat/completions', { kind: 'chat-completions' }],
    ['POST', API, '/responses', { kind: 'responses' }],
    ['POST', 'copilot-api.octo.ghe.com', '/responses', { kind: 'responses' }],
    ['POST', API, '/v1/messages', { kind: 'messages' }],
    ['POST', API, '/auto', { kind: 'auto' }],
    ['POST', API, '/embeddings', { kind: 'embeddings' }],
    ['POST', 'api.github.com', '/embeddings', { kind: 'embeddings' }],
    ['POST', API, '/agents/swe/jobs', { kind: 'agents', path: '/agents/swe/jobs' }],
    ['GET', API, '/agents', { kind: 'service', path: '/agents', query: '' }],
    ['GET', API, '/agents/swe/a?b=c', { kind: 'service', path: '/agents/swe/a', query: 'b=c' }],
    ['GET', API, '/models', { kind: 'service', path: '/models', query: '' }],
    ['POST', API, '/models/session', { kind: 'service', path: '/models/session', query: '' }],
    ['GET', 'api.github.com', '/copilot_internal/v2/token', { kind: 'token-exchange' }],
    ['GET', 'api.octo.ghe.com', '/copilot_internal/user', { kind: 'user' }],
    [
      'GET',
      'api.github.com',
      '/copilot_internal/managed_settings?a=b',
      { kind: 'service', path: '/copilot_internal/managed_settings', query: 'a=b' },
    ],
    [
      'GET',
      'api.github.com',
      '/repos/octo-org/demo/copilot_internal/embeddings_index',
      { kind: 'service', path: '/repos/octo-org/demo/copilot_internal/embeddings_index', query: '' },
    ],
    [
      'POST',
      'telemetry.individual.githubcopilot.com',
      '/telemetry',
      { kind: 'telemetry', path: '/telemetry' },
    ],
    [
      'GET',
      'copilot-telemetry.githubusercontent.com',
      '/telemetry',
      { kind: 'telemetry', path: '/telemetry' },
    ],
    [
      'POST',
      'copilot-telemetry-service.octo.ghe.com',
      '/telemetry',
      { kind: 'telemetry', path: '/telemetry' },
    ],
    ['POST', 'dc.services.visualstudio.com', '/v2/track', { kind: 'telemetry', path: '/v2/track' }],
    ['POST', API, '/mcp', { kind: 'mcp', path: '/mcp' }],
    ['DELETE', API, '/mcp/readonly', { kind: 'mcp', path: '/mcp/readonly' }],
    ['POST', 'uploads.github.com', '/copilot/chat/attachments', { kind: 'attachment-upload' }],
  ])('%s %s%s', (method, host, path, surface) => {
    expect(classify(method, host, path)).toEqual(surface);
  });
});

describe('what is refused by name', () => {
  test.each([
    ['POST', 'api.example.com', '/responses', 'host'],
    ['POST', 'githubcopilot.com', '/responses', 'host'],
    ['POST', API, '/v1/chat/completions', 'path'],
    ['POST', API, '/Responses', 'path'],
    ['POST', API, '/responses/x', 'path'],
    ['POST', 'api.github.com', '/responses', 'path'],
    ['GET', 'api.github.com', '/repos/octo-org/demo', 'path'],
    ['POST', 'copilot-telemetry.githubusercontent.com', '/responses', 'path'],
    ['POST', 'dc.services.visualstudio.com', '/v2/other', 'path'],
    ['GET', API, '/responses', 'method'],
    ['post', API, '/responses', 'method'],
    ['PUT', API, '/chat/completions', 'method'],
    ['POST', 'api.github.com', '/copilot_internal/v2/token', 'method'],
    ['POST', API, '/models', 'method'],
    ['POST', API, '/responses?x=1', 'query'],
    ['POST', API, '/agents/swe/jobs?x=1', 'query'],
    ['POST', API, '/mcp?x=1', 'query'],
    ['POST', API, '/responses?a?b', 'malformed'],
    ['POST', API, '/%72esponses', 'malformed'],
    ['POST', API, '//responses', 'malformed'],
    ['POST', API, '/responses/', 'malformed'],
    ['POST', API, '/a/../responses', 'malformed'],
    ['POST', API, '/./responses', 'malformed'],
    ['POST', API, '/agents/..', 'malformed'],
    ['POST', API, '/agents\\x', 'malformed'],
    ['POST', API, '/responses;a', 'malformed'],
    ['POST', API, `/agents/${'a'.repeat(2_048)}`, 'malformed'],
    ['POST', API, 'responses', 'malformed'],
    ['POST', API, '/', 'malformed'],
    ['POST', API, '', 'malformed'],
  ])('%s %s%s: %s', (method, host, path, reason) => {
    expect(classify(method, host, path)).toEqual({ kind: 'unknown', reason });
  });
});

test.each([
  ['/responses', { kind: 'websocket-upgrade', path: '/responses' }],
  ['/responses?x=1', { kind: 'unknown', reason: 'query' }],
  ['/chat/completions', { kind: 'unknown', reason: 'path' }],
])('a WebSocket on %s', (path, surface) => {
  expect(classifySurface({ method: 'GET', host: API, path, upgrade: true, learned: NONE })).toEqual(surface);
});

test('a learned host serves what the model hosts serve', () => {
  const learned = new Set(['copilot.example.com']);
  const request = {
    method: 'POST',
    host: 'copilot.example.com',
    path: '/responses',
    upgrade: false,
    learned,
  };
  expect(classifySurface(request)).toEqual({ kind: 'responses' });
  expect(classifySurface({ ...request, learned: NONE })).toEqual({ kind: 'unknown', reason: 'host' });
});

test.each<[Surface, string]>([
  [{ kind: 'completion', model: 'a' }, '/v1/engines/{model}/completions'],
  [{ kind: 'messages' }, '/v1/messages'],
  [{ kind: 'mcp', path: '/mcp/readonly' }, '/mcp/readonly'],
  [{ kind: 'unknown', reason: 'path' }, ''],
])('%j is named %j', (surface, template) => {
  expect(surfaceTemplate(surface)).toBe(template);
});
