import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fastify from 'fastify';
import { expect, test } from 'vitest';
import { localTokenPaths } from './identity/local-tokens.ts';
import { createCollectorLog } from './log.ts';
import { startCollector } from './server.ts';

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

test('of requests to a collector nothing that lets anybody in comes out, at the lowest level', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'countersign-log-'));
  let text = '';
  const write = (line: string): void => {
    text += line;
  };
  const log = createCollectorLog({ write }, 'trace');
  const collector = await startCollector({ directory, port: 0, clock: () => new Date(), log });
  const token = (await readFile(localTokenPaths(directory).auditor, 'utf8')).trim();
  const ask = (path: string, headers: Readonly<Record<string, string>>, body: string | null = null) =>
    fetch(`${collector.url}${path}`, { headers, body, method: body === null ? 'GET' : 'POST' });
  const json = { 'content-type': 'application/json' };
  await ask('/v1/records?words=hunter2', { authorization: `Bearer ${token}` });
  await ask('/v1/records?token=hunter2', { authorization: 'Bearer hunter2' });
  await ask('/v1/session', { cookie: 'countersign=hunter2', 'x-countersign-key': 'hunter2' });
  await ask('/v1/login/callback?code=hunter2&state=hunter2', {});
  await ask('/hunter2', {});
  await ask('/v1/approvals/hunter2', { authorization: `Bearer ${token}` });
  await ask('/v1/session', json, JSON.stringify({ token: 'hunter2' }));
  await ask('/v1/session', json, JSON.stringify({ token, more: 'hunter2' }));
  await ask('/v1/session', json, '{"token":"hunter2');
  const response = await ask('/v1/session', json, JSON.stringify({ token }));
  const { key } = (await response.json()) as { key: string };
  const cookie = (response.headers.get('set-cookie') ?? '').split(';', 1)[0] ?? '';
  await ask('/v1/records', { cookie, 'x-countersign-key': key });
  await collector.close();
  await rm(directory, { recursive: true, force: true });
  for (const route of ['"/v1/records"', '"/v1/approvals/:id"', 'null'])
    expect(text).toContain(`"route":${route}`);
  for (const secret of ['hunter2', token, key, cookie.split('=')[1] ?? '?'])
    expect(text).not.toContain(secret);
});
