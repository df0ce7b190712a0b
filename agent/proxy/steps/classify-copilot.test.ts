import { expect, it } from 'vitest';
import type { CompiledPolicy } from '../../../policy/compile.ts';
import { toldClient } from '../../../test/support/told-client.ts';
import type { Detector } from '../../core/secrets/detector.ts';
import type { Identified } from '../stages.ts';
import { classifyCopilot } from './classify-copilot.ts';

function routeOf(method: string, host: string, path: string): unknown {
  const { request } = toldClient({ method, path, target: { scheme: 'https', host, port: 443 } });
  const answer = { speak: () => {} } as unknown as Identified['answer'];
  const policy = { unknownPaths: ['/copilot/new'] } as unknown as CompiledPolicy;
  const { client: _client, ...rest } = classifyCopilot({ answer }, request, {
    policy,
    masking: () => ({ detector: { scan: () => [] } as unknown as Detector }),
  });
  return rest;
}

it.each([
  ['GET', 'api.github.com', '/user', { kind: 'host.read', path: '/user' }],
  ['HEAD', 'api.github.com', '/repos/o/r?page=2', { kind: 'host.read', path: '/repos/o/r' }],
  ['GET', 'api.octo.ghe.com', '/users/ana/events', { kind: 'host.read', path: '/users/ana/events' }],
  ['GET', 'api.github.com', '/copilot_internal/v2/token', { kind: 'copilot.service' }],
  ['POST', 'api.githubcopilot.com', '/chat/completions', { kind: 'copilot.prompt' }],
  ['POST', 'api.githubcopilot.com', '/copilot/new', { kind: 'copilot.service', path: '/copilot/new' }],
])('%s %s%s is known', (method, host, path, route) => {
  expect(routeOf(method, host, path)).toMatchObject(route);
});

it.each([
  ['POST', 'api.github.com', '/graphql', 'unknown-operation'],
  ['PUT', 'api.github.com', '/repos/o/r/contents/a', 'unknown-operation'],
  ['DELETE', 'api.github.com', '/repos/o/r', 'unknown-operation'],
  ['GET', 'api.github.com', '/repos/o/../r', 'malformed'],
  ['GET', 'api.github.com', '/repos/o%2fr', 'malformed'],
  ['GET', 'api.githubcopilot.com', '/unheard/of', 'unknown-operation'],
  ['GET', 'copilot-proxy.githubusercontent.com', '/unheard/of', 'unknown-operation'],
])('%s %s%s is refused as %s', (method, host, path, code) => {
  expect(() => routeOf(method, host, path)).toThrow(expect.objectContaining({ step: 'classify', code }));
});
