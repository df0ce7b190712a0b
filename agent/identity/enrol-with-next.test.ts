import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { EnrolRequest } from '../../protocol/collector-api.ts';
import { openTestCollector, type TestCollector } from '../../test/support/collector.ts';
import { type CollectorClient, createCollectorClient } from '../collector-client/client.ts';
import { openPrivateFolder } from '../private-folder.ts';
import { type AgentKey, openAgentKey } from './agent-key.ts';
import { enrolWithNext } from './enrol-with-next.ts';
import { nextToken } from './next-token.ts';

let collector: TestCollector;
let home: string;
let key: AgentKey;
const clients: CollectorClient[] = [];

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'countersign-enrol-'));
  await openPrivateFolder(join(home, 'agent'));
  [collector, key] = await Promise.all([openTestCollector(), openAgentKey(home)]);
});

afterEach(async () => {
  for (const client of clients.splice(0)) client.close();
  await collector.close();
  await rm(home, { recursive: true, force: true });
});

function clientWith(token: string): CollectorClient {
  const client = createCollectorClient({ url: collector.url, token, timeoutMs: 10_000 });
  clients.push(client);
  return client;
}

test('a gateway that ended before it kept its next token goes on with it, as the same agent', async () => {
  const account = clientWith(await collector.token('gateway'));
  const { name, token } = await account.agentToken({ renew: null });
  const before = clientWith(token);
  const { agent } = await enrolWithNext({ client: before, key, token });
  await before.agentToken({ renew: name, token: nextToken(key, token) });

  const client = clientWith(token);
  expect((await enrolWithNext({ client, key, token })).agent).toBe(agent);
  const again = await client.agentToken({ renew: name, token: nextToken(key, token) });
  expect(again).toMatchObject({ name, token: nextToken(key, token) });
});

test('a token that the collector knows in no form is refused, and stays the one that is asked with', async () => {
  const token = 'n'.repeat(43);
  const client = clientWith(token);
  const used: string[] = [];
  const watched = {
    enrol: (request: EnrolRequest) => client.enrol(request),
    renewToken: (next: string): void => {
      used.push(next);
      client.renewToken(next);
    },
  };
  await expect(enrolWithNext({ client: watched, key, token })).rejects.toMatchObject({
    refusal: 'unauthenticated',
  });
  expect(used).toEqual([nextToken(key, token), token]);
});
