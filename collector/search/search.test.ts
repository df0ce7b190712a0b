import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { CollectorClient } from '../../agent/collector-client/client.ts';
import type { AuditRecord } from '../../protocol/audit-record.ts';
import type { AgentFinding, RecordsQuery } from '../../protocol/collector-api.ts';
import type { JsonObject } from '../../protocol/json.ts';
import {
  openTestCollector,
  type TestChain,
  type TestCollector,
  testChain,
} from '../../test/support/collector.ts';

let collector: TestCollector;
let auditor: CollectorClient;
let agent: CollectorClient;
let chain: TestChain;

beforeEach(async () => {
  collector = await openTestCollector({ maxPageSize: 10, lateAfterMs: 60_000, aheadAfterMs: 30_000 });
  auditor = await collector.client('auditor');
  agent = await collector.client('agent');
  chain = testChain();
  await agent.enrol({ publicKey: chain.publicKey });
});

afterEach(() => collector.close());

const PUSH: JsonObject = {
  subject: 'dana',
  actor: 'ai',
  operation: { kind: 'git.push', repository: 'git.example/octo-org/demo' },
  decisions: [
    {
      action: { kind: 'git.push', ref: 'refs/heads/main' },
      verdict: 'accepted',
      rules: [{ id: 'reviewed', hash: 'a' }],
    },
    {
      action: { kind: 'git.push', ref: 'refs/tags/v1' },
      verdict: 'refused',
      rule: { id: 'no-tags', hash: 'b' },
    },
  ],
};

const PROMPT: JsonObject = {
  operation: { kind: 'copilot.prompt' },
  mask: ['github-pat'],
  decisions: [
    {
      action: {
        kind: 'copilot.chat',
        model: 'large-1',
        secrets: [
          { rule: 'github-pat', where: 'user', count: 1 },
          { rule: 'private-key', where: 'user', count: 1 },
        ],
      },
      verdict: 'accepted',
      rules: [],
    },
  ],
};

const RECORDS: readonly Partial<AuditRecord>[] = [
  { event: 'session.opened', session: 's1', exchange: null, detail: { subject: 'dana', actor: 'ai' } },
  { event: 'exchange.intent', session: 's1', exchange: 'x1', detail: PUSH },
  { event: 'exchange.outcome', session: 's1', exchange: 'x1', detail: { result: 'succeeded' } },
  { event: 'session.opened', session: 's2', exchange: null, detail: { subject: 'robin', actor: 'human' } },
  {
    event: 'exchange.held',
    session: 's2',
    exchange: 'x2',
    detail: {
      binding: {
        requester: 'robin',
        repository: 'git.example/octo-org/other',
        ref: 'refs/heads/main',
        rules: [{ id: 'reviewed', hash: 'a' }],
      },
    },
  },
  {
    event: 'exchange.refused',
    session: 's2',
    exchange: 'x3',
    detail: {
      reason: 'deploy/app.yaml holds a "secret" \u2028 AND NOT ok',
      rule: { id: 'secrets', hash: 'c' },
    },
  },
  { event: 'session.opened', session: 's3', exchange: null, detail: { subject: 'kim', actor: 'mixed' } },
  { event: 'exchange.intent', session: 's3', exchange: 'x3', detail: PROMPT },
  {
    event: 'exchange.outcome',
    session: 's3',
    exchange: 'x3',
    detail: { result: 'succeeded', model: 'small-2', secrets: [{ rule: 'aws-access-key', count: 1 }] },
  },
];

describe('records are found', () => {
  beforeEach(async () => {
    await agent.sendRecords(RECORDS.flatMap((change) => chain.grow(1, change)));
  });

  test.each<[RecordsQuery, readonly number[]]>([
    [{ subject: 'dana' }, [1, 2, 3]],
    [{ subject: 'robin' }, [4, 5, 6]],
    [{ subject: 'Dana' }, []],
    [{ actor: 'human' }, [4, 5, 6]],
    [{ repository: 'git.example/octo-org/demo' }, [2]],
    [{ ref: 'refs/heads/main' }, [2, 5]],
    [{ ref: 'refs/heads/main', subject: 'robin' }, [5]],
    [{ rule: 'reviewed' }, [2, 5]],
    [{ rule: 'no-tags' }, [2]],
    [{ rule: 'secrets' }, [6]],
    [{ model: 'large-1' }, [8]],
    [{ model: 'small-2', subject: 'kim' }, [9]],
    [{ masked: 'github-pat' }, [8]],
    [{ masked: 'private-key' }, []],
    [{ masked: 'aws-access-key', model: 'small-2' }, [9]],
    [{ decision: 'accepted' }, [2, 8]],
    [{ decision: 'refused' }, [2, 6]],
    [{ decision: 'held' }, [5]],
    [{ decision: 'refused', event: 'exchange.refused' }, [6]],
    [{ words: 'deploy/app.yaml' }, [6]],
    [{ words: 'DEPLOY secret' }, [6]],
    [{ words: 'deploy tags' }, []],
    [{ words: '"AND" NOT' }, [6]],
    [{ words: 'main', subject: 'robin' }, [5]],
    [{ words: '"' }, []],
    [{ words: '/' }, []],
    [{ words: "' OR 1=1 --" }, []],
    [{ since: '2026-11-21T08:00:00.000Z' }, [1, 2, 3, 4, 5, 6, 7, 8, 9]],
    [{ until: '2026-11-21T08:00:00.000Z' }, []],
    [{ since: '2026-11-21T08:00:00.001Z' }, []],
    [{ subject: 'dana', order: 'newest' }, [3, 2, 1]],
    [{ words: 'main', order: 'newest' }, [5, 2]],
  ])('%j: %j', async (query, sequence) => {
    const { records } = await auditor.records(query);
    expect(records.map(({ record }) => record.seq)).toEqual(sequence);
  });

  test.each<RecordsQuery>([{ subject: 'dana' }, { words: 'x1' }, { ref: 'refs/heads/main' }, {}])(
    'in pages that leave nothing out: %j',
    async (query) => {
      const all = (await auditor.records(query)).records.map(({ id }) => id);
      for (const order of ['oldest', 'newest'] as const) {
        const seen: number[] = [];
        let next: number | null = order === 'oldest' ? 0 : Number.MAX_SAFE_INTEGER % 10 ** 15;
        while (next !== null) {
          const page = await auditor.records({ ...query, order, after: next, limit: 1 });
          seen.push(...page.records.map(({ id }) => id));
          next = page.next;
        }
        expect(seen).toEqual(order === 'oldest' ? all : all.toReversed());
      }
    },
  );

  test('also by an agent’s id, and of nobody else', async () => {
    expect((await auditor.records({ agent: chain.id })).records).toHaveLength(9);
    expect((await auditor.records({ agent: 'f'.repeat(64) })).records).toEqual([]);
  });

  test('after a restart in the middle of it, each once', async () => {
    await collector.stop();
    await collector.start();
    await agent.sendRecords(chain.grow(3, { session: 's1' }));
    expect((await auditor.records({ subject: 'dana' })).records).toHaveLength(6);
  });
});

test.each<RecordsQuery>([
  { since: 'yesterday' },
  { agent: 'dana' },
  { words: '' },
  { words: 'x'.repeat(501) },
])('%j is refused', async (query) => {
  await expect(auditor.records(query)).rejects.toMatchObject({ refusal: 'invalid' });
});

describe('what is odd about an agent', () => {
  async function findings(): Promise<readonly Partial<AgentFinding>[]> {
    const [first] = (await auditor.agents()).agents;
    return (first?.findings ?? []).map(({ kind, firstSeq, lastSeq, times, open }) => ({
      kind,
      firstSeq,
      lastSeq,
      times,
      open,
    }));
  }

  test('nothing, as long as it is in order', async () => {
    await agent.sendRecords(chain.grow(3));
    await agent.sendRecords(chain.grow(3));
    expect(await findings()).toEqual([]);
    expect((await auditor.agents()).agents).toMatchObject([
      { agent: chain.id, subject: 'developer', seq: 6, lastEvent: 'exchange.intent' },
    ]);
  });

  test('a gap, which is open until its records have come', async () => {
    await agent.sendRecords(chain.grow(2));
    const missing = chain.grow(3);
    const later = chain.grow(1);
    for (let time = 0; time < 2; time++) {
      await expect(agent.sendRecords(later)).rejects.toMatchObject({ refusal: 'sequence-gap' });
    }
    const gap = { kind: 'gap', firstSeq: 3, lastSeq: 5, times: 2 };
    expect(await findings()).toEqual([{ ...gap, open: true }]);
    await agent.sendRecords([...missing, ...later]);
    expect(await findings()).toEqual([{ ...gap, open: false }]);
  });

  test('but no gap that the agent did not sign', async () => {
    const [, second] = chain.grow(2);
    if (second === undefined) throw new Error('the chain did not grow');
    const forged = { ...second, signature: testChain().sign(second.record).signature };
    await expect(agent.sendRecords([forged])).rejects.toMatchObject({ refusal: 'bad-signature' });
    expect(await findings()).toEqual([]);
  });

  test('repeats, as one range', async () => {
    const records = chain.grow(6);
    await agent.sendRecords(records);
    await agent.sendRecords(records.slice(1, 3));
    await agent.sendRecords(records.slice(3, 5));
    expect(await findings()).toEqual([{ kind: 'repeat', firstSeq: 2, lastSeq: 5, times: 2, open: false }]);
  });

  test('records that come late', async () => {
    await agent.sendRecords(chain.grow(1));
    collector.passTime(60_001);
    await agent.sendRecords(chain.grow(2));
    await agent.sendRecords(chain.grow(2, { at: collector.now().toISOString() }));
    expect(await findings()).toEqual([{ kind: 'late', firstSeq: 2, lastSeq: 3, times: 1, open: false }]);
  });

  test('records of a clock that is ahead', async () => {
    const ahead = new Date(collector.now().getTime() + 30_001).toISOString();
    await agent.sendRecords(chain.grow(1));
    await agent.sendRecords(chain.grow(2, { at: ahead }));
    collector.passTime(1);
    await agent.sendRecords(chain.grow(1, { at: ahead }));
    expect(await findings()).toEqual([{ kind: 'ahead', firstSeq: 2, lastSeq: 3, times: 1, open: false }]);
  });

  test('a fork', async () => {
    const [one] = chain.grow(1);
    if (one === undefined) throw new Error('the chain did not grow');
    await agent.sendRecords([one]);
    const other = chain.sign({ ...one.record, detail: { rewritten: true } });
    await expect(agent.sendRecords([other])).rejects.toMatchObject({ refusal: 'sequence-fork' });
    expect(await findings()).toEqual([{ kind: 'fork', firstSeq: 1, lastSeq: 1, times: 1, open: false }]);
  });
});
