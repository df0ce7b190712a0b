import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  type FeedAgent,
  openFeedAgent,
  openTestFeed,
  policyFor,
  type TestFeed,
} from '../../test/support/feed.ts';

let feed: TestFeed;
let agent: FeedAgent;

beforeEach(async () => {
  feed = await openTestFeed();
  await feed.release(policyFor('one.test'));
  agent = await openFeedAgent(feed);
});

afterEach(async () => {
  await agent.close();
  await feed.close();
});

test('a policy is enforced as soon as it was fetched, with its number, and kept over a restart', async () => {
  const first = await agent.source.current();
  expect(first).toMatchObject({ version: 1 });
  await feed.release(policyFor('two.test'));
  await agent.source.refresh();
  expect(first.replaced.aborted).toBe(true);
  const second = await agent.source.current();
  expect(second).toMatchObject({ version: 2 });
  expect(second.hash).not.toBe(first.hash);
  await feed.server.close();
  await agent.restart();
  expect(await agent.source.current()).toMatchObject({ version: 2, hash: second.hash });
  expect(agent.events).toEqual([
    { event: 'policy.adopted', detail: { policy: first.hash, policyVersion: 1, root: 1 } },
    { event: 'policy.adopted', detail: { policy: second.hash, policyVersion: 2, root: 1 } },
  ]);
});
