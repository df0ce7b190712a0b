import { Ajv } from 'ajv';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { LogView } from '../../protocol/collector-api.ts';
import { LOG_VIEW } from '../../protocol/collector-schema.ts';
import { readCheckpoint } from '../../protocol/log-receipt.ts';
import { bytesOfBase64 } from '../../protocol/merkle/base64.ts';
import { requireConsistency } from '../../protocol/merkle/consistency.ts';
import {
  logVerifier,
  openTestCollector,
  type TestChain,
  type TestCollector,
  testChain,
} from '../../test/support/collector.ts';
import { sha256 } from '../../test/support/merkle.ts';
import type { Role } from '../identity/caller.ts';

const isLogView = new Ajv({ allowUnionTypes: true }).compile<LogView>(LOG_VIEW);

let collector: TestCollector;
let chain: TestChain;

beforeAll(async () => {
  collector = await openTestCollector();
  chain = testChain();
});

afterAll(() => collector.close());

async function ask(query = '', role: Role = 'auditor'): Promise<Response> {
  const headers = { authorization: `Bearer ${await collector.token(role)}` };
  return fetch(`${collector.url}/v1/log${query}`, { headers });
}

async function view(query = ''): Promise<LogView> {
  const value: unknown = await (await ask(query)).json();
  if (isLogView(value)) return value;
  throw new Error('the answer is no view of a log');
}

async function send(count: number): Promise<void> {
  const agent = await collector.client('agent');
  await agent.enrol({ publicKey: chain.publicKey });
  await agent.sendRecords(chain.grow(count));
}

test('an empty log has no checkpoint, and one that has grown proves that it continues what the reader knows', async () => {
  expect(await view()).toMatchObject({ size: 0, checkpoint: null, consistency: [], problems: [] });
  await send(5);
  const key = await logVerifier(collector.directory);
  const first = await view();
  const older = readCheckpoint(String(first.checkpoint), key);
  await send(6);
  const second = await view('?knownSize=5');
  const newer = readCheckpoint(String(second.checkpoint), key);
  expect([first.origin, older.size, newer.size]).toEqual([key.name, 5, 11]);
  requireConsistency({ older, newer, proof: second.consistency.map(bytesOfBase64) }, sha256);
});

test('a size that the log never had has no proof', async () => {
  expect((await view('?knownSize=999')).consistency).toEqual([]);
});

test.each<[string, string, Role, number]>([
  ['a size that is no number', '?knownSize=x', 'auditor', 400],
  ['a reviewer', '', 'reviewer', 403],
  ['an agent', '', 'agent', 403],
])('refused: %s', async (_name, query, role, status) => {
  expect((await ask(query, role)).status).toBe(status);
});
