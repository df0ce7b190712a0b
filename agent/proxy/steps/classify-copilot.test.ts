import { expect, it } from 'vitest';
import type { CompiledPolicy } from '../../../policy/compile.ts';
import { toldClient } from '../../../test/support/told-client.ts';
import type { Detector } from '../../core/secrets/detector.ts';
import type { Identified } from '../stages.ts';
import { classifyCopilot } from './classify-copilot.ts';

const NAMED = { suffix: 'named.example', kind: 'copilot' };

function routeOf(method: string, host: string, path: string): unknown {
  const { request } = toldClient({ method, path, target: { scheme: 'https', host, port: 443 } });
  const answer = { speak: () => {} } as unknown as Identified['answer'];
  const policy = { unknownPaths: ['/copilot/new'], hosts: [NAMED] } as unknown as CompiledPolicy;
  const { client: _client, ...rest } = classifyCopilot({ answer }, request, {
    policy,
    endpoints: { has: (told) => told === 'told.example' },
    masking: () => ({ detector: { scan: () => [] } as unknown as Detector }),
  });
  return rest;
}

it.each([
  ['GET', 'api.github.com', '/user', { kind: 'github', call: { name: 'user.read' } }],
  ['HEAD', 'api.github.com', '/repos/o/r?page=2', { kind: 'github', call: { name: 'repos.read' } }],
  ['GET', 'api.octo.ghe.com', '/users/ana/events', { kind: 'github', call: { access: 'read' } }],
  ['POST', 'api.github.com', '/graphql', { kind: 'github', call: null }],
  [
    'PUT',
    'api.github.com',
    '/repos/o/r/contents/a%2Fb',
    { kind: 'github', call: { name: 'contents.write' } },
  ],
  ['DELETE', 'api.github.com', '/repos/o/r', { kind: 'github', call: { name: 'repos.delete' } }],
  ['POST', 'uploads.github.com', '/repos/o/r/releases/1/assets?name=x', { kind: 'github' }],
  ['POST', 'api.github.com', '/copilot/new', { kind: 'copilot.service', path: '/copilot/new' }],
  ['GET', 'api.github.com', '/copilot_internal/v2/token', { kind: 'copilot.service', tells: 'endpoints' }],
  ['GET', 'api.github.com', '/copilot_internal/user', { kind: 'copilot.service', tells: 'endpoints' }],
  ['GET', 'api.githubcopilot.com', '/models', { kind: 'copilot.service', tells: 'nothing' }],
  ['POST', 'named.example', '/chat/completions', { kind: 'copilot.prompt' }],
  ['POST', 'told.example', '/chat/completions', { kind: 'copilot.prompt' }],
  ['POST', 'api.githubcopilot.com', '/chat/completions', { kind: 'copilot.prompt' }],
  ['POST', 'api.githubcopilot.com', '/copilot/new', { kind: 'copilot.service', path: '/copilot/new' }],
])('%s %s%s is known', (method, host, path, route) => {
  expect(routeOf(method, host, path)).toMatchObject(route);
});

it.each([
  ['POST', 'api.github.com', '/repos/o/r/surprise', 'unknown-operation'],
  ['PUT', 'api.github.com', '/copilot_internal/user', 'unknown-operation'],
  ['GET', 'api.github.com', '/repos/o/../r', 'malformed'],
  ['GET', 'api.github.com', '/repos/o%2fr', 'malformed'],
  ['GET', 'api.githubcopilot.com', '/unheard/of', 'unknown-operation'],
  ['POST', 'other.example', '/chat/completions', 'unknown-operation'],
  ['GET', 'copilot-proxy.githubusercontent.com', '/unheard/of', 'unknown-operation'],
])('%s %s%s is refused as %s', (method, host, path, code) => {
  expect(() => routeOf(method, host, path)).toThrow(expect.objectContaining({ step: 'classify', code }));
});
