import { afterEach, beforeEach, expect, test } from 'vitest';
import type { CollectorClient } from '../../agent/collector-client/client.ts';
import type { RecordsQuery } from '../../protocol/collector-api.ts';
import { openTestCollector, type TestCollector, testChain } from '../../test/support/collector.ts';

let collector: TestCollector;
let auditor: CollectorClient;

beforeEach(async () => {
  collector = await openTestCollector({ maxPageSize: 4 });
  auditor = await collector.client('auditor');
  const agent = await collector.client('agent');
  const chain = testChain();
  await agent.enrol({ publicKey: chain.publicKey });
  await agent.sendRecords([
    ...chain.grow(1, { event: 'session.opened', session: 's1', exchange: null }),
    ...chain.grow(1, { event: 'exchange.intent', session: 's1', exchange: 'x1' }),
    ...chain.grow(1, { event: 'exchange.outcome', session: 's1', exchange: 'x1' }),
    ...chain.grow(1, { event: 'exchange.intent', session: 's2', exchange: 'x2' }),
    ...chain.grow(1, { event: 'exchange.outcome', session: 's2', exchange: 'x2' }),
  ]);
});

afterEach(() => collector.close());

test.each<[RecordsQuery, readonly number[], number | null]>([
  [{}, [1, 2, 3, 4], 4],
  [{ after: 4 }, [5], null],
  [{ after: 5 }, [], null],
  [{ limit: 4 }, [1, 2, 3, 4], 4],
  [{ limit: 1 }, [1], 1],
  [{ session: 's1' }, [1, 2, 3], null],
  [{ exchange: 'x2' }, [4, 5], null],
  [{ event: 'exchange.intent' }, [2, 4], null],
  [{ event: 'exchange.intent', session: 's2' }, [4], null],
  [{ session: "s1' OR 1=1 --" }, [], null],
  [{ order: 'newest' }, [5, 4, 3, 2], 2],
  [{ order: 'newest', after: 2 }, [1], null],
])('%j: %j', async (query, sequence, next) => {
  const page = await auditor.records(query);
  expect(page.records.map(({ record }) => record.seq)).toEqual(sequence);
  expect(page.next).toBe(next);
});

test.each<[string, RecordsQuery]>([
  ['a page longer than allowed', { limit: 5 }],
  ['an empty page', { limit: 0 }],
  ['a negative place', { after: -1 }],
  ['a broken place', { after: 0.5 }],
  ['an unknown event', { event: 'agent.hidden' }],
  ['nothing as a session', { session: '' }],
])('%s is refused', async (_name, query) => {
  await expect(auditor.records(query)).rejects.toMatchObject({ refusal: 'invalid' });
});
