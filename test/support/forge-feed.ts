import { createPrivateKey, sign } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sha256Hex } from '../../agent/feed/verified-feed.ts';
import { publicHalf } from '../../cli/feed/keys.ts';
import { canonicalJson } from '../../protocol/canonical-json.ts';
import type { JsonObject } from '../../protocol/json.ts';
import type { TestFeed } from './feed.ts';

/** Files that a server shows in the place of its own, by path. */
export type Overlay = ReadonlyMap<string, Buffer>;

type Edit = (signed: Record<string, JsonObject[string]>) => void;

export interface Forgery {
  readonly root?: Edit;
  readonly targets?: Edit;
  readonly snapshot?: Edit;
  readonly timestamp?: Edit;
  /** Whose keys sign; those of the feed when it is left out. */
  readonly by?: Partial<Record<'root' | 'targets' | 'snapshot' | 'timestamp', readonly string[]>>;
}

/**
 * What somebody with these keys could publish after what is published now: each file with its version one higher,
 * changed as it says, and announced rightly by the one above it unless an edit says otherwise.
 */
export async function forge(feed: TestFeed, forgery: Forgery): Promise<Overlay> {
  const published = join(feed.folder, 'published');
  const overlay = new Map<string, Buffer>();
  const timestamp = await signedPart(join(published, 'timestamp.json'));
  const snapshotVersion = versionIn(timestamp, 'snapshot.json');
  const snapshot = await signedPart(join(published, `${snapshotVersion}.snapshot.json`));
  const targetsVersion = versionIn(snapshot, 'targets.json');
  const { by = {} } = forgery;
  if (forgery.root !== undefined) {
    const root = await newestRoot(feed);
    const path = `${Number(root['version']) + 1}.root.json`;
    next(root, forgery.root);
    overlay.set(path, await signed(feed, root, by.root ?? ['root-a', 'root-b']));
  }
  if (forgery.targets !== undefined) {
    const targets = await signedPart(join(published, `${targetsVersion}.targets.json`));
    next(targets, forgery.targets);
    const bytes = await signed(feed, targets, by.targets ?? ['team']);
    overlay.set(`${Number(targets['version'])}.targets.json`, bytes);
    snapshot['meta'] = { 'targets.json': announced(targets, bytes) };
  }
  next(snapshot, forgery.snapshot ?? (() => {}));
  const snapshotBytes = await signed(feed, snapshot, by.snapshot ?? ['publisher']);
  timestamp['meta'] = { 'snapshot.json': announced(snapshot, snapshotBytes) };
  next(timestamp, forgery.timestamp ?? (() => {}));
  overlay.set(`${versionIn(timestamp, 'snapshot.json')}.snapshot.json`, snapshotBytes);
  overlay.set('timestamp.json', await signed(feed, timestamp, by.timestamp ?? ['publisher']));
  return overlay;
}

/** Serves these instead of what the feed has, where there is one. */
export function overlay(feed: TestFeed, files: Overlay): void {
  feed.server.replace((path) => files.get(path));
}

async function newestRoot(feed: TestFeed): Promise<Record<string, JsonObject[string]>> {
  const { signed: part } = JSON.parse(Buffer.from(await feed.root()).toString('utf8'));
  return part;
}

async function signedPart(path: string): Promise<Record<string, JsonObject[string]>> {
  return JSON.parse(await readFile(path, 'utf8')).signed;
}

function next(part: Record<string, JsonObject[string]>, edit: Edit): void {
  part['version'] = Number(part['version']) + 1;
  edit(part);
}

function announced(part: Record<string, JsonObject[string]>, bytes: Buffer): JsonObject {
  return { version: Number(part['version']), length: bytes.length, hashes: { sha256: sha256Hex(bytes) } };
}

function versionIn(part: Record<string, JsonObject[string]>, name: string): number {
  return (part['meta'] as Record<string, { version: number }>)[name]?.version ?? 0;
}

async function signed(feed: TestFeed, part: JsonObject, by: readonly string[]): Promise<Buffer> {
  const bytes = Buffer.from(canonicalJson(part));
  const signatures = [];
  for (const name of by) {
    await feed.key(name);
    const key = createPrivateKey(await readFile(feed.keyPath(name)));
    const { keyID } = publicHalf(key, name);
    signatures.push({ keyid: keyID, sig: sign(null, bytes, key).toString('hex') });
  }
  return Buffer.from(JSON.stringify({ signed: part, signatures }));
}
