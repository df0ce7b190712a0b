import fastify from 'fastify';
import { expect, test } from 'vitest';
import { createCollectorLog } from './log.ts';

test.each<[string, object]>([
  ['on top', { authorization: 'Bearer hunter2', token: 'hunter2' }],
  ['in headers', { headers: { authorization: 'Bearer hunter2', cookie: 'hunter2' } }],
  ['in the headers of a request', { req: { headers: { authorization: 'Bearer hunter2' } } }],
  ['in the headers of a logged request', { context: { request: { headers: { authorization: 'hunter2' } } } }],
])('a credential %s does not come out', (_name, entry) => {
  let text = '';
  const write = (line: string): void => {
    text += line;
  };
  const log = createCollectorLog({ write }, 'info');
  log.info(entry, 'said');
  expect(text).toContain('said');
  expect(text).not.toContain('hunter2');
});

test('the query of a request does not come out', async () => {
  let text = '';
  const write = (line: string): void => {
    text += line;
  };
  const server = fastify({ loggerInstance: createCollectorLog({ write }, 'info') });
  server.get('/v1/login/callback', async () => ({}));
  await server.inject('/v1/login/callback?code=hunter2');
  expect(text).toContain('/v1/login/callback');
  expect(text).not.toContain('hunter2');
});
