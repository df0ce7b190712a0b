import { access, mkdir, open, readdir, readFile, readlink, rename, rm, symlink } from 'node:fs/promises';
import { basename, join } from 'node:path';
import {
  Metadata,
  MetadataKind,
  type Root,
  type Snapshot,
  type Targets,
  type Timestamp,
} from '@tufjs/models';
import { POLICY_TARGET } from '../../agent/feed/feed-format.ts';
import { syncDirectory } from '../../agent/sync-directory.ts';
import { FeedToolError } from './feed-tool-error.ts';

/** What is published now, read and not verified: it lies in a folder of the publisher's own. */
export interface Published {
  readonly root: Metadata<Root>;
  readonly targets: Metadata<Targets>;
  readonly snapshot: Metadata<Snapshot>;
  readonly timestamp: Metadata<Timestamp>;
  readonly policy: Buffer;
  /** Name and bytes of every file that stays: all roots, and what the timestamp leads to. */
  readonly files: ReadonlyMap<string, Buffer>;
  readonly rootBytes: Buffer;
}

/** What waits for signatures. */
export interface Drafts {
  readonly root: Metadata<Root> | null;
  readonly targets: Metadata<Targets> | null;
  /** Of the targets; null when there are none. */
  readonly policy: Buffer | null;
}

const DRAFTS = 'drafts';
const RELEASES = 'releases';
const PUBLISHED = 'published';

/** Null before the first publication. Throws FeedToolError `no-feed` when `feed` is no folder of a feed. */
export async function readPublished(feed: string): Promise<Published | null> {
  await requireFeed(feed);
  const folder = join(feed, PUBLISHED);
  const names = await readdir(folder).catch(absent);
  if (names === null) return null;
  const files = new Map<string, Buffer>();
  const take = async (name: string): Promise<Buffer> => {
    const bytes = await readFile(join(folder, name));
    files.set(name, bytes);
    return bytes;
  };
  const rootNames = names.filter((name) => /^\d+\.root\.json$/.test(name));
  const newest = rootNames.toSorted((a, b) => Number.parseInt(a, 10) - Number.parseInt(b, 10)).at(-1);
  if (newest === undefined) throw noFeed(`${folder} has no root`);
  for (const name of rootNames) await take(name);
  const timestamp = Metadata.fromJSON(MetadataKind.Timestamp, json(await take('timestamp.json')));
  const snapshotName = `${timestamp.signed.snapshotMeta.version}.snapshot.json`;
  const snapshot = Metadata.fromJSON(MetadataKind.Snapshot, json(await take(snapshotName)));
  const version = snapshot.signed.meta['targets.json']?.version ?? 0;
  const targets = Metadata.fromJSON(MetadataKind.Targets, json(await take(`${version}.targets.json`)));
  const policy = await take(targetName(targets));
  const rootBytes = files.get(newest) ?? Buffer.alloc(0);
  const root = Metadata.fromJSON(MetadataKind.Root, json(rootBytes));
  return { root, targets, snapshot, timestamp, policy, files, rootBytes };
}

export async function readDrafts(feed: string): Promise<Drafts> {
  await requireFeed(feed);
  const read = (name: string) => readFile(join(feed, DRAFTS, name)).catch(absent);
  const [root, targets, policy] = await Promise.all([
    read('root.json'),
    read('targets.json'),
    read(POLICY_TARGET),
  ]);
  return {
    root: root === null ? null : Metadata.fromJSON(MetadataKind.Root, json(root)),
    targets: targets === null ? null : Metadata.fromJSON(MetadataKind.Targets, json(targets)),
    policy,
  };
}

/** Makes the folder of a feed, where there is none yet. */
export async function ensureFeed(feed: string): Promise<void> {
  await mkdir(join(feed, DRAFTS), { recursive: true });
}

export async function writeDraft(
  feed: string,
  name: string,
  content: Metadata<Root> | Metadata<Targets> | Buffer,
): Promise<void> {
  const bytes = Buffer.isBuffer(content) ? content : bytesOf(content);
  const path = join(feed, DRAFTS, name);
  await rm(`${path}.new`, { force: true });
  await writeFlushed(`${path}.new`, bytes);
  await rename(`${path}.new`, path);
  await syncDirectory(join(feed, DRAFTS));
}

/**
 * Puts these files in the place of what is published, all at once: they are written and flushed under a new name, and
 * then `published` is made to lead there in one step. What was published before stays beside it.
 */
export async function release(feed: string, name: string, files: ReadonlyMap<string, Buffer>): Promise<void> {
  const releases = join(feed, RELEASES);
  const folder = join(releases, name);
  const before = basename(await readlink(join(feed, PUBLISHED)).catch(() => ''));
  if (before === name)
    throw new FeedToolError(
      'exists',
      `release ${name} is published already`,
      'look at: countersign policy status',
    );
  await rm(folder, { recursive: true, force: true });
  await mkdir(join(folder, 'targets'), { recursive: true });
  for (const [path, bytes] of files) await writeFlushed(join(folder, path), bytes);
  for (const each of [join(folder, 'targets'), folder, releases]) await syncDirectory(each);
  const draft = join(feed, `${PUBLISHED}.new`);
  await rm(draft, { force: true });
  await symlink(join(RELEASES, name), draft);
  await rename(draft, join(feed, PUBLISHED));
  await syncDirectory(feed);
  for (const old of await readdir(releases)) {
    if (old !== name && old !== before) await rm(join(releases, old), { recursive: true, force: true });
  }
}

/** The drafts have become what is published. */
export async function dropDrafts(feed: string): Promise<void> {
  for (const name of await readdir(join(feed, DRAFTS))) await rm(join(feed, DRAFTS, name), { force: true });
}

export function bytesOf(metadata: Metadata<Root | Targets | Snapshot | Timestamp>): Buffer {
  return Buffer.from(`${JSON.stringify(metadata.toJSON(), null, 2)}\n`);
}

/** Where a consistent snapshot keeps the policy (TUF specification, 6.2). */
export function targetName(targets: Metadata<Targets>): string {
  return `targets/${targets.signed.targets[POLICY_TARGET]?.hashes['sha256'] ?? ''}.${POLICY_TARGET}`;
}

function json(bytes: Buffer): Parameters<typeof Metadata.fromJSON>[1] {
  return JSON.parse(bytes.toString('utf8'));
}

async function requireFeed(feed: string): Promise<void> {
  await access(join(feed, DRAFTS)).catch(() => {
    throw noFeed(`${feed} is not the folder of a feed`);
  });
}

function noFeed(message: string): FeedToolError {
  return new FeedToolError('no-feed', message, 'begin one with: countersign policy rotate FOLDER --root …');
}

function absent(cause: NodeJS.ErrnoException): null {
  if (cause.code === 'ENOENT') return null;
  throw cause;
}

async function writeFlushed(path: string, bytes: Buffer): Promise<void> {
  const file = await open(path, 'wx', 0o644);
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
}
