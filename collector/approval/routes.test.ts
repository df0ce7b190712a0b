import { afterEach, beforeEach, expect, test } from 'vitest';
import type { CollectorClient } from '../../agent/collector-client/client.ts';
import type { ApprovalsQuery } from '../../protocol/approvals-api.ts';
import { askFor, openTestCollector, type TestCollector } from '../../test/support/collector.ts';

let collector: TestCollector;
let reviewer: CollectorClient;

beforeEach(async () => {
  collector = await openTestCollector({ maxPageSize: 2 });
  reviewer = await collector.client('reviewer');
  const agent = await collector.client('agent');
  for (const ref of ['a', 'b', 'c']) await agent.ask(askFor({ binding: { ref } }));
});

afterEach(() => collector.close());

test.each<[ApprovalsQuery, readonly string[], number | null]>([
  [{}, ['a', 'b'], 2],
  [{ after: 2 }, ['c'], null],
  [{ order: 'oldest', limit: 1 }, ['a'], 1],
  [{ order: 'newest' }, ['c', 'b'], 2],
  [{ order: 'newest', after: 2 }, ['a'], null],
  [{ order: 'newest', after: 1 }, [], null],
  [{ order: 'newest', state: 'pending', limit: 1 }, ['c'], 3],
  [{ order: 'newest', state: 'granted' }, [], null],
])('%j: %j', async (query, refs, next) => {
  const page = await reviewer.list(query);
  expect(page.approvals.map(({ binding }) => ('ref' in binding ? binding.ref : null))).toEqual(refs);
  expect(page.next).toBe(next);
});
