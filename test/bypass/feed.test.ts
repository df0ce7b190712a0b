import { createHash } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { FeedErrorCode } from '../../agent/feed/feed-error.ts';
import { type FeedAgent, openFeedAgent, openTestFeed, policyFor, type TestFeed } from '../support/feed.ts';
import { type Forgery, forge, overlay } from '../support/forge-feed.ts';

/** A feed on policy 2, and agents that know it: whatever happens, they stay on it or refuse, and say so. */
let feed: TestFeed;
let stranger: TestFeed;
let agent: FeedAgent;
let first: ReadonlyMap<string, Buffer>;

const LIMITS = { timeoutMs: 1500, maxMetadataBytes: 16 * 1024, maxPolicyBytes: 4096 };

beforeAll(async () => {
  [feed, stranger] = await Promise.all([openTestFeed(), openTestFeed()]);
  await feed.release(policyFor('one.test'));
  await stranger.release(policyFor('evil.test'));
  first = await feed.server.snapshot(['timestamp.json', '1.snapshot.json', '1.targets.json']);
  await feed.release(policyFor('two.test'));
});

beforeEach(async () => {
  agent = await openFeedAgent(feed, LIMITS);
});

afterEach(async () => {
  feed.server.replace(() => undefined);
  feed.server.take(null);
  await agent.close();
});

afterAll(() => Promise.all([feed.close(), stranger.close()]));

/** The last policy that was verified is enforced as before, the alarm is raised, and the record says so. */
async function keepsOn(code: FeedErrorCode): Promise<void> {
  await agent.source.refresh();
  expect(agent.source.alarm()?.code).toBe(code);
  const { version, hash } = await agent.source.current();
  expect(version).toBe(2);
  expect(agent.events.slice(1)).toEqual([
    { event: 'policy.rejected', detail: expect.objectContaining({ code, policy: hash, policyVersion: 2 }) },
  ]);
}

/** Once the attack is over, the feed is believed again, and that is a record, too. */
async function recovers(): Promise<void> {
  feed.server.replace(() => undefined);
  feed.server.take(null);
  await agent.source.refresh();
  expect(agent.source.alarm()).toBeNull();
  expect(agent.events.at(-1)?.event).toBe('policy.recovered');
}

function bytesOf(path: string): Buffer {
  return first.get(path) ?? Buffer.alloc(0);
}

const swap = (from: string, to: string) =>
  feed.server.replace((path) => (path === to ? bytesOf(from) : undefined));

describe('what a server can do that has no key', () => {
  test('rollback: an older timestamp', async () => {
    swap('timestamp.json', 'timestamp.json');
    await keepsOn('rollback');
    await recovers();
  });

  test('freeze: the same timestamp for ever is believed until it ends, then kept for a while, then nothing is', async () => {
    agent.passTime(2 * 3_600_000);
    await keepsOn('expired');
    agent.passTime(8 * 24 * 3_600_000);
    await expect(agent.source.current()).rejects.toMatchObject({ code: 'stale' });
    await expect(agent.source.current()).rejects.toMatchObject({ code: 'stale' });
    expect(agent.events.slice(2)).toEqual([
      { event: 'policy.lapsed', detail: expect.objectContaining({ code: 'stale' }) },
    ]);
  });

  test('a copy of another feed, rightly signed by its own keys', async () => {
    const files = await stranger.server.snapshot(['timestamp.json', '1.snapshot.json', '1.targets.json']);
    overlay(feed, files);
    await keepsOn('signature');
  });

  test.each<[string, Buffer]>([
    ['a page of a captive portal', Buffer.from('<html>sign in</html>')],
    ['nothing', Buffer.alloc(0)],
    ['null', Buffer.from('null')],
    ['what is no UTF-8', Buffer.from([0x7b, 0xff, 0x7d])],
    ['a timestamp without signatures', Buffer.from('{"signed":{"_type":"timestamp"},"signatures":[]}')],
  ])('as the timestamp, %s', async (_, bytes) => {
    overlay(feed, new Map([['timestamp.json', bytes]]));
    await keepsOn('malformed');
  });

  test.each<[string, FeedErrorCode, (response: ServerResponse) => void]>([
    ['endless data', 'too-large', endless],
    ['a drop at a time', 'slow', drip],
    ['silence', 'slow', () => {}],
    [
      'half of it',
      'unreachable',
      (response) => response.writeHead(200, { 'content-length': 9 }).write('{', () => response.destroy()),
    ],
    [
      'a redirect to another server',
      'missing',
      (response) => response.writeHead(302, { location: stranger.server.url }).end(),
    ],
    ['an error', 'missing', (response) => response.writeHead(500).end()],
    ['"not modified" to somebody who never asked', 'missing', (response) => response.writeHead(304).end()],
  ])('as the timestamp, %s', async (_, code, answer) => {
    feed.server.take((request, response) => {
      if (!request.url?.endsWith('/timestamp.json')) return false;
      answer(response);
      return true;
    });
    await keepsOn(code);
    await recovers();
  });

  test('nothing listens', async () => {
    feed.server.take((request) => {
      request.socket.destroy();
      return true;
    });
    await keepsOn('unreachable');
  });
});

describe('mix and match: every file is rightly signed, and they do not belong together', () => {
  let fresh: FeedAgent;

  afterEach(() => fresh.close());

  test.each([
    ['the snapshot of before', '1.snapshot.json', '2.snapshot.json'],
    ['the targets of before', '1.targets.json', '2.targets.json'],
  ])('%s: one who has nothing goes on having nothing', async (_, from, to) => {
    swap(from, to);
    fresh = await openFeedAgent(feed, LIMITS);
    expect(fresh.source.alarm()?.code).toBe('mismatch');
    await expect(fresh.source.current()).rejects.toMatchObject({ code: 'never-fetched' });
    expect(fresh.events).toMatchObject([
      { event: 'policy.rejected', detail: { code: 'mismatch', policy: null } },
    ]);
  });

  test('the policy of before under the name of this one', async () => {
    feed.server.replace((path) =>
      path.startsWith('targets/') ? Buffer.from(policyFor('one.test')) : undefined,
    );
    fresh = await openFeedAgent(feed, LIMITS);
    expect(fresh.source.alarm()?.code).toBe('mismatch');
    await expect(fresh.source.current()).rejects.toMatchObject({ code: 'never-fetched' });
  });
});

const POLICY = 'policy.yaml';

describe('what somebody can do with a key', () => {
  test.each<[string, FeedErrorCode, Forgery]>([
    ['a timestamp signed by a stranger', 'signature', { by: { timestamp: ['stranger'] } }],
    ['a snapshot signed by the policy team', 'signature', { by: { snapshot: ['team'] } }],
    ['a policy signed by the publisher', 'signature', { targets: () => {}, by: { targets: ['publisher'] } }],
    ['one signature twice', 'malformed', { by: { timestamp: ['publisher', 'publisher'] } }],
    ['a root that one of two signed', 'signature', { root: () => {}, by: { root: ['root-a'] } }],
    [
      'a root signed by its own new keys alone',
      'signature',
      { root: () => {}, by: { root: ['root-c', 'root-d'] } },
    ],
    ['a root that skips a version', 'rollback', { root: (root) => Object.assign(root, { version: 3 }) }],
    [
      'a rollback of the policy, by the publisher',
      'rollback',
      { snapshot: (part) => announce(part, 'targets.json', { version: 1 }) },
    ],
    [
      'a rollback of the snapshot, by the publisher',
      'rollback',
      { timestamp: (part) => announce(part, 'snapshot.json', { version: 1 }) },
    ],
    ['a snapshot without the policy', 'rollback', { snapshot: (part) => Object.assign(part, { meta: {} }) }],
    [
      'a snapshot of another version than announced',
      'mismatch',
      { timestamp: (part) => announce(part, 'snapshot.json', { version: 9 }) },
    ],
    [
      'a snapshot with more than the policy',
      'unsupported',
      { snapshot: (part) => announce(part, 'more.json', { version: 1 }) },
    ],
    ['a timestamp that has expired', 'expired', { timestamp: ended }],
    ['a snapshot that has expired', 'expired', { snapshot: ended }],
    ['targets that have expired', 'expired', { targets: ended }],
    [
      'a date that could be read in two ways',
      'malformed',
      { timestamp: (part) => Object.assign(part, { expires: '2099-01-01' }) },
    ],
    [
      'a version beyond whole numbers',
      'malformed',
      { timestamp: (part) => Object.assign(part, { version: 2 ** 60 }) },
    ],
    ['an announcement without a hash', 'unsupported', { timestamp: (part) => unhash(part, 'snapshot.json') }],
    [
      'a hash that can be collided with',
      'unsupported',
      { targets: (part) => target(part, { hashes: { md5: 'a'.repeat(32) } }) },
    ],
    [
      'a second file beside the policy',
      'unsupported',
      { targets: (part) => Object.assign(part['targets'] as object, { more: { length: 1, hashes: {} } }) },
    ],
    [
      'a delegation',
      'unsupported',
      { targets: (part) => Object.assign(part, { delegations: { keys: {}, roles: [] } }) },
    ],
    [
      'a policy longer than any',
      'too-large',
      { targets: (part) => target(part, { length: 1e9, hashes: { sha256: 'a'.repeat(64) } }) },
    ],
    [
      'a policy that is nowhere',
      'missing',
      { targets: (part) => target(part, { length: 9, hashes: { sha256: 'a'.repeat(64) } }) },
    ],
    [
      'a root that wants inconsistent snapshots',
      'missing',
      { root: (part) => Object.assign(part, { consistent_snapshot: false }) },
    ],
    ['one key under two names, where one suffices', 'unsupported', { root: (part) => rename(part) }],
    ['a root in which a part lacks keys', 'signature', { root: (part) => strip(part) }],
  ])('%s', async (_, code, forgery) => {
    const files = await forge(feed, forgery);
    overlay(feed, files);
    await keepsOn(code);
  });

  test('another policy under the number of the one that is enforced, by the policy team', async () => {
    const other = Buffer.from(policyFor('other.test'));
    const sha256 = createHash('sha256').update(other).digest('hex');
    const files = await forge(feed, {
      targets: (part) => {
        part['version'] = 2;
        target(part, { length: other.length, hashes: { sha256 } });
      },
    });
    overlay(feed, new Map([...files, [`targets/${sha256}.${POLICY}`, other]]));
    await keepsOn('mismatch');
    await recovers();
  });

  test('a length without end, announced by the publisher', async () => {
    const files = await forge(feed, {
      timestamp: (part) => announce(part, 'snapshot.json', { length: 1e12 }),
    });
    const name = [...files.keys()].find((path) => path.endsWith('.snapshot.json')) ?? '';
    overlay(feed, files);
    feed.server.take((request, response) => {
      if (!request.url?.endsWith(name)) return false;
      endless(response);
      return true;
    });
    await keepsOn('too-large');
  });
});

type Part = Record<string, unknown>;

function ended(part: Part): void {
  part['expires'] = '2020-01-01T00:00:00Z';
}

function announce(part: Part, name: string, change: object): void {
  const meta = part['meta'] as Record<string, object>;
  meta[name] = { ...meta[name], ...change };
}

function unhash(part: Part, name: string): void {
  const meta = part['meta'] as Record<string, Record<string, unknown>>;
  delete meta[name]?.['hashes'];
}

function target(part: Part, change: object): void {
  const targets = part['targets'] as Record<string, object>;
  targets[POLICY] = { ...targets[POLICY], ...change };
}

function rename(part: Part): void {
  const keys = part['keys'] as Record<string, unknown>;
  const roles = part['roles'] as Record<string, { keyids: string[]; threshold: number }>;
  const [id = ''] = roles['targets']?.keyids ?? [];
  keys['b'.repeat(64)] = keys[id];
  Object.assign(roles, { targets: { keyids: [id, 'b'.repeat(64)], threshold: 1 } });
}

function strip(part: Part): void {
  const roles = part['roles'] as Record<string, { keyids: string[]; threshold: number }>;
  Object.assign(roles, { targets: { keyids: [], threshold: 1 } });
}

function endless(response: ServerResponse): void {
  const chunk = Buffer.alloc(64 * 1024, ' ');
  response.writeHead(200).on('error', () => {});
  const more = (): void => {
    while (!response.destroyed && response.write(chunk));
    if (!response.destroyed) response.once('drain', more);
  };
  more();
}

function drip(response: ServerResponse): void {
  response.writeHead(200, { 'content-length': 100_000 });
  const drop = setInterval(() => response.write(' '), 20);
  response.once('close', () => clearInterval(drop));
}
