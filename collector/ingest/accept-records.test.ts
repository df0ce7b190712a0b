import { createHash } from 'node:crypto';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { CollectorClient } from '../../agent/collector-client/client.ts';
import type { AuditRecord, SignedRecord } from '../../protocol/audit-record.ts';
import { recordHash } from '../../protocol/chain.ts';
import type { ApiErrorCode } from '../../protocol/collector-api.ts';
import { takeApart } from '../../protocol/record-content.ts';
import {
  openTestCollector,
  type TestChain,
  type TestCollector,
  testChain,
} from '../../test/support/collector.ts';
import { openSqliteStore } from '../store/sqlite/open.ts';

const sha256 = (input: Uint8Array | string): string => createHash('sha256').update(input).digest('hex');

let collector: TestCollector;
let agent: CollectorClient;
let chain: TestChain;

beforeEach(async () => {
  collector = await openTestCollector();
  agent = await collector.client('agent');
  chain = testChain();
  await agent.enrol({ publicKey: chain.publicKey });
});

afterEach(() => collector.close());

/** A search waits for the signatures of what was stored before it; once some were looked at, others are left for later. */
async function everythingFindable(): Promise<void> {
  await (await collector.client('auditor')).records({ words: 'nothing' });
}

async function findings(): Promise<readonly { readonly kind: string; readonly seq: number }[]> {
  await collector.stop();
  const store = openSqliteStore(collector.directory);
  try {
    return (await store.findings.all()).map(({ kind, seq }) => ({ kind, seq }));
  } finally {
    await store.close();
  }
}

function changed(signed: SignedRecord, change: Partial<AuditRecord>): AuditRecord {
  return { ...signed.record, ...change };
}

type Forge = (records: readonly SignedRecord[]) => readonly SignedRecord[];

test.each<[string, ApiErrorCode, Forge]>([
  ['a gap before the first', 'sequence-gap', (records) => records.slice(1)],
  ['a gap in the middle', 'sequence-gap', (records) => records.toSpliced(1, 1)],
  ['two the wrong way round', 'sequence-gap', (records) => records.toReversed()],
  [
    'content changed after signing',
    'bad-signature',
    (records) => records.map((each) => ({ ...each, record: changed(each, { detail: { more: true } }) })),
  ],
  [
    'the signature of another record',
    'bad-signature',
    ([one, ...rest]) =>
      rest.flatMap((each) => (one === undefined ? [] : [one, { ...each, signature: one.signature }])),
  ],
  ['another key', 'bad-signature', (records) => records.map((each) => testChain().sign(each.record))],
  ['another agent', 'forbidden', () => testChain().grow(1)],
  [
    'a previous hash of another past',
    'sequence-fork',
    ([one]) => (one === undefined ? [] : [chain.sign(changed(one, { prev: 'f'.repeat(64) }))]),
  ],
  [
    'text without canonical form',
    'invalid',
    ([one]) => (one === undefined ? [] : [{ ...one, record: changed(one, { session: '\ud800' }) }]),
  ],
])('refused, and nothing of it stored: %s', async (_name, refusal, forge) => {
  await expect(agent.sendRecords(forge(chain.grow(3)))).rejects.toMatchObject({ code: 'refused', refusal });
  expect((await agent.head()).seq).toBe(0);
});

test('a gap names the number that is expected', async () => {
  await agent.sendRecords(chain.grow(2));
  chain.grow(1);
  await expect(agent.sendRecords(chain.grow(1))).rejects.toThrow('expected 3');
});

test('what is acknowledged is the head, and repeating it changes nothing', async () => {
  const first = chain.grow(3);
  expect(await agent.sendRecords(first)).toMatchObject({ acknowledged: 3 });
  expect(await agent.sendRecords(first)).toMatchObject({ acknowledged: 3 });
  expect(await agent.sendRecords([...first.slice(1), ...chain.grow(2)])).toMatchObject({ acknowledged: 5 });
  const { records } = await (await collector.client('auditor')).records({});
  expect(records.map(({ record }) => record.seq)).toEqual([1, 2, 3, 4, 5]);
  expect(records.slice(0, 3).map(({ record, signature }) => ({ record, signature }))).toEqual(first);
});

test('a differing repeat is a fork: refused, and found once however often it is sent', async () => {
  const [one] = chain.grow(1);
  if (one === undefined) throw new Error('the chain did not grow');
  await agent.sendRecords([one]);
  const other = chain.sign(changed(one, { detail: { rewritten: true } }));
  for (let time = 0; time < 2; time++) {
    await expect(agent.sendRecords([other])).rejects.toMatchObject({ refusal: 'sequence-fork' });
  }
  expect(await findings()).toEqual([{ kind: 'fork', seq: 1 }]);
});

test('a differing repeat that the agent did not sign is no finding', async () => {
  const [one] = chain.grow(1);
  if (one === undefined) throw new Error('the chain did not grow');
  await agent.sendRecords([one]);
  const forged = { ...one, record: changed(one, { detail: { rewritten: true } }) };
  await expect(agent.sendRecords([forged])).rejects.toMatchObject({ refusal: 'bad-signature' });
  expect(await findings()).toEqual([]);
});

const UNSIGNED = { signature: `${'a'.repeat(85)}A` };

test('a bad signature for whose record a later one vouches is found, and no other is taken from then on', async () => {
  await agent.sendRecords(chain.grow(1));
  await everythingFindable();
  const records = chain.grow(3).map((each, at) => (at === 1 ? { ...each, ...UNSIGNED } : each));
  expect(await agent.sendRecords(records)).toMatchObject({ acknowledged: 4 });
  await everythingFindable();
  const { agents } = await (await collector.client('auditor')).agents();
  expect(agents.flatMap(({ findings }) => findings)).toMatchObject([
    { kind: 'bad-signature', firstSeq: 3, lastSeq: 3, times: 1 },
  ]);
  const next = chain.grow(3);
  const bad = next.map((each, at) => (at === 1 ? { ...each, ...UNSIGNED } : each));
  await expect(agent.sendRecords(bad)).rejects.toMatchObject({ refusal: 'bad-signature' });
  expect(await agent.sendRecords(next)).toMatchObject({ acknowledged: 7 });
});

test('a fork that has no good signature of its own is no finding, whatever vouches for it', async () => {
  const [one] = chain.grow(1);
  if (one === undefined) throw new Error('the chain did not grow');
  await agent.sendRecords([one]);
  await everythingFindable();
  const other = chain.sign(changed(one, { detail: { rewritten: true } }));
  const prev = recordHash(other.record, sha256);
  const after = chain.sign(changed(one, { seq: 2, prev }));
  const sent = agent.sendRecords([{ ...other, ...UNSIGNED }, after]);
  await expect(sent).rejects.toMatchObject({ refusal: 'bad-signature' });
  await expect(agent.sendRecords([other, after])).rejects.toMatchObject({ refusal: 'sequence-fork' });
  expect(await findings()).toEqual([{ kind: 'fork', seq: 1 }]);
});

const SAID = { side: 'prompt', salt: 'c2FsdA', parts: [{ part: 0, text: 'why does it fail?' }] };

test('a record that comes without its content is refused', async () => {
  const [said] = chain.grow(1, { event: 'exchange.content', detail: SAID });
  if (said === undefined) throw new Error('the chain did not grow');
  const closed = { ...said, record: takeApart(said.record, sha256).closed };
  await expect(agent.sendRecords([closed])).rejects.toMatchObject({ refusal: 'invalid' });
  expect(await agent.sendRecords([said])).toMatchObject({ acknowledged: 1 });
});

test.each(['content.destroyed', 'hold.placed', 'hold.released'] as const)(
  'an agent does not say %s',
  async (event) => {
    await expect(agent.sendRecords(chain.grow(1, { event }))).rejects.toMatchObject({ refusal: 'invalid' });
  },
);

test('what was said is in no finding', async () => {
  const [said] = chain.grow(1, { event: 'exchange.content', detail: SAID });
  if (said === undefined) throw new Error('the chain did not grow');
  await agent.sendRecords([said]);
  const other = chain.sign({ ...said.record, exchange: 'another' });
  await expect(agent.sendRecords([other])).rejects.toMatchObject({ refusal: 'sequence-fork' });
  await collector.stop();
  const store = openSqliteStore(collector.directory);
  const found = await store.findings.all();
  await store.close();
  expect(found).toHaveLength(1);
  expect(JSON.stringify(found)).not.toContain('why does it fail?');
});

test('a chain goes on after the collector was stopped', async () => {
  await agent.sendRecords(chain.grow(2));
  await collector.stop();
  await collector.start();
  expect((await agent.head()).seq).toBe(2);
  expect(await agent.sendRecords(chain.grow(1))).toMatchObject({ acknowledged: 3 });
});
