import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Key } from '@tufjs/models';
import { pino } from 'pino';
import { type FeedSource, openFeedSource } from '../../agent/feed/feed-source.ts';
import { DEFAULT_FEED_LIMITS, type FeedLimits } from '../../agent/feed/limits.ts';
import { writePin } from '../../agent/feed/pin.ts';
import { ensureFeed, readPublished, writeDraft } from '../../cli/feed/directory.ts';
import { makeKey } from '../../cli/feed/keys.ts';
import { publish, renew } from '../../cli/feed/publish.ts';
import { nextRoot, type RootChange } from '../../cli/feed/roots.ts';
import { draftPolicy, signDrafts } from '../../cli/feed/sign.ts';
import { openSigner } from '../../cli/feed/signer.ts';
import { type FeedServer, startFeedServer } from './feed-server.ts';

const HOUR_MS = 3_600_000;

export interface PublishLife {
  readonly policyMs?: number;
  readonly timestampMs?: number;
  readonly snapshotMs?: number;
}

/** A team with keys and a feed, and a real HTTP server that serves it until it is told to do otherwise. */
export interface TestFeed {
  readonly folder: string;
  readonly server: FeedServer;
  readonly keys: Readonly<Record<string, Key>>;
  /** Makes and publishes a policy of this text. */
  release(text: string, life?: PublishLife): Promise<void>;
  renew(life?: PublishLife): Promise<void>;
  /** A new root with these keys, signed by these and published. */
  rotate(
    change: Partial<Record<'root' | 'targets' | 'snapshot' | 'timestamp', readonly string[]>>,
    by: readonly string[],
  ): Promise<void>;
  /** A key of this name, made when it is asked for first. */
  key(name: string): Promise<Key>;
  keyPath(name: string): string;
  root(): Promise<Uint8Array>;
  close(): Promise<void>;
}

export async function openTestFeed(options: { readonly rootThreshold?: number } = {}): Promise<TestFeed> {
  const home = await mkdtemp(join(tmpdir(), 'countersign-feed-'));
  const folder = join(home, 'feed');
  const keys: Record<string, Key> = {};
  const keyPath = (name: string): string => join(home, `${name}.key`);
  const key = async (name: string): Promise<Key> => {
    keys[name] ??= await makeKey(keyPath(name));
    return keys[name];
  };
  const signer = (name: string) => openSigner({ key: keyPath(name) });
  let publisher = 'publisher';
  let team = 'team';
  const life = ({ timestampMs = HOUR_MS, snapshotMs = 24 * HOUR_MS }: PublishLife) => ({
    timestampLifeMs: timestampMs,
    snapshotLifeMs: snapshotMs,
    now: new Date(),
  });
  const draftRoot = async (change: RootChange): Promise<void> => {
    const before = await readPublished(folder);
    await writeDraft(folder, 'root.json', nextRoot(before?.root ?? null, change, new Date()));
  };
  await ensureFeed(folder);
  await draftRoot({
    keys: {
      root: [await key('root-a'), await key('root-b')],
      targets: [await key('team')],
      snapshot: [await key('publisher')],
      timestamp: [await key('publisher')],
    },
    thresholds: { root: options.rootThreshold ?? 2 },
    lifeMs: 365 * 24 * HOUR_MS,
  });
  for (const name of ['root-a', 'root-b']) await signDrafts(folder, await signer(name));
  const server = await startFeedServer(join(folder, 'published'));
  const feed: TestFeed = {
    folder,
    server,
    keys,
    key,
    keyPath,
    async release(text, given = {}) {
      const policy = Buffer.from(text);
      await draftPolicy(
        folder,
        { policy, lifeMs: given.policyMs ?? 24 * HOUR_MS, maxStaleMs: null },
        new Date(),
      );
      await signDrafts(folder, await signer(team));
      await publish(folder, { signer: await signer(publisher), ...life(given) });
    },
    renew: async (given = {}) =>
      void (await renew(folder, { signer: await signer(publisher), ...life(given) })),
    async rotate(change, by) {
      const named: Record<string, readonly Key[]> = {};
      for (const [role, names] of Object.entries(change)) named[role] = await Promise.all(names.map(key));
      await draftRoot({ keys: named, thresholds: {}, lifeMs: 365 * 24 * HOUR_MS });
      for (const name of by) await signDrafts(folder, await signer(name));
      team = change.targets?.[0] ?? team;
      publisher = change.timestamp?.[0] ?? publisher;
      if (change.targets === undefined) {
        await publish(folder, { signer: await signer(publisher), ...life({}) });
      }
    },
    root: async () => (await readPublished(folder))?.rootBytes ?? new Uint8Array(),
    async close() {
      await server.close();
      await rm(home, { recursive: true });
    },
  };
  return feed;
}

/** What an agent makes of a feed: the source of its policy, and what it recorded. */
export interface FeedAgent {
  readonly home: string;
  readonly source: FeedSource;
  readonly events: readonly { readonly event: string; readonly detail: object }[];
  passTime(ms: number): void;
  /** Sets the machine's clock forward, or back, without any time passing. */
  turnClock(ms: number): void;
  restart(): Promise<void>;
  close(): Promise<void>;
}

/** One that was enrolled with the root of this moment. It asks the feed only when it is told to. */
export async function openFeedAgent(feed: TestFeed, limits: Partial<FeedLimits> = {}): Promise<FeedAgent> {
  const home = await mkdtemp(join(tmpdir(), 'countersign-enrolled-'));
  await mkdir(join(home, 'agent'), { mode: 0o700 });
  await writePin(home, { url: feed.server.url, root: await feed.root() });
  const events: { readonly event: string; readonly detail: object }[] = [];
  let passedMs = 0;
  let turnedMs = 0;
  const open = () =>
    openFeedSource({
      proxy: null,
      home,
      pin: { url: feed.server.url, root: pinned },
      limits: { ...DEFAULT_FEED_LIMITS, refreshMs: 3_600_000, retryMs: 3_600_000, ...limits },
      clock: () => new Date(Date.now() + passedMs + turnedMs),
      monotonicMs: () => performance.now() + passedMs,
      random: () => 0.5,
      log: pino({ level: 'silent' }),
      record: (entry) => void events.push(entry),
    });
  const pinned = await feed.root();
  let source = await open();
  return {
    home,
    get source() {
      return source;
    },
    events,
    passTime: (ms) => {
      passedMs += ms;
    },
    turnClock: (ms) => {
      turnedMs += ms;
    },
    async restart() {
      await source.close();
      source = await open();
    },
    async close() {
      await source.close();
      await rm(home, { recursive: true });
    },
  };
}

/** Policies that differ in the host that they govern. */
export function policyFor(host: string): string {
  return `version: 1\nhosts:\n  - { suffix: ${host}, kind: git }\nrules: []\n`;
}
