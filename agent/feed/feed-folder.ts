import { randomBytes } from 'node:crypto';
import { mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { openPrivateFolder } from '../private-folder.ts';
import { syncDirectory } from '../sync-directory.ts';
import { FeedError } from './feed-error.ts';
import { FEED_ROLES, POLICY_TARGET } from './feed-format.ts';
import type { FeedMetadata } from './verified-feed.ts';

/** What is kept of a feed: four files of metadata and the policy they vouch for. */
export interface FeedSet extends FeedMetadata {
  readonly policy: Uint8Array;
}

/** Which set is in force, and the latest time at which the feed confirmed it. */
export interface Current {
  readonly set: string;
  /** Milliseconds since 1970. */
  readonly verifiedAt: number;
}

const CURRENT = 'current.json';

/**
 * The feed's folder below an agent's home. A set is written under a new name, flushed, and only then named by
 * `current.json`, which is replaced in one step: whatever a crash leaves, `current.json` names a whole set.
 */
export class FeedFolder {
  readonly #path: string;

  private constructor(path: string) {
    this.#path = path;
  }

  static async open(path: string): Promise<FeedFolder> {
    await openPrivateFolder(path);
    await openPrivateFolder(join(path, 'sets'));
    return new FeedFolder(path);
  }

  /** Null when nothing was ever adopted. Throws FeedError `damaged` when it cannot be told. */
  async current(): Promise<Current | null> {
    const bytes = await readIfThere(join(this.#path, CURRENT));
    if (bytes === null) return null;
    const value = parse(bytes);
    if (value === null) throw new FeedError('damaged', `${CURRENT} of the feed's folder cannot be read`);
    return value;
  }

  /** Throws FeedError `damaged` when a part of it is missing. */
  async read(set: string): Promise<FeedSet> {
    const policy = await this.part(set, POLICY_TARGET);
    if (policy === null) throw notWhole(set);
    return { ...(await this.metadata(set)), policy };
  }

  /** The same, of a set that has no policy yet. */
  async metadata(set: string): Promise<FeedMetadata> {
    const parts = FEED_ROLES.map((role) => this.part(set, `${role}.json`));
    const [root, targets, snapshot, timestamp] = await Promise.all(parts);
    if (!root || !targets || !snapshot || !timestamp) throw notWhole(set);
    return { root, targets, snapshot, timestamp };
  }

  /** One file of a set; null when there is none. */
  part(set: string, name: string): Promise<Buffer | null> {
    return readIfThere(join(this.pathOf(set), name));
  }

  /** A folder of its own for what is not believed yet, holding these files. Gives its name. */
  async draft(files: Readonly<Record<string, Uint8Array>>): Promise<string> {
    const set = randomBytes(8).toString('hex');
    await mkdir(this.pathOf(set), { mode: 0o700 });
    for (const [name, bytes] of Object.entries(files)) await this.write(set, name, bytes);
    return set;
  }

  pathOf(set: string): string {
    return join(this.#path, 'sets', set);
  }

  async write(set: string, name: string, bytes: Uint8Array): Promise<void> {
    await writeFlushed(join(this.pathOf(set), name), bytes);
  }

  /** From here on this set is in force: now, and after any crash. */
  async adopt({ set, verifiedAt }: Current): Promise<void> {
    for (const name of await readdir(this.pathOf(set))) await flush(join(this.pathOf(set), name));
    await syncDirectory(this.pathOf(set));
    await syncDirectory(join(this.#path, 'sets'));
    await this.confirm({ set, verifiedAt });
  }

  /** Notes when the feed last confirmed the set that is in force. */
  async confirm({ set, verifiedAt }: Current): Promise<void> {
    const draft = join(this.#path, `${CURRENT}.new`);
    await rm(draft, { force: true });
    await writeFlushed(draft, Buffer.from(`${JSON.stringify({ set, verifiedAt })}\n`));
    await rename(draft, join(this.#path, CURRENT));
    await syncDirectory(this.#path);
  }

  /** Removes every set but this one: drafts of refreshes that came to nothing, and what was in force before. */
  async prune(keep: string | null): Promise<void> {
    for (const set of await readdir(join(this.#path, 'sets'))) {
      if (set !== keep) await rm(this.pathOf(set), { recursive: true, force: true });
    }
  }
}

function notWhole(set: string): FeedError {
  return new FeedError('damaged', `set ${set} of the feed's folder is not whole`);
}

async function readIfThere(path: string): Promise<Buffer | null> {
  try {
    return await readFile(path);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw new FeedError('damaged', `${path} cannot be read`, cause);
  }
}

async function writeFlushed(path: string, bytes: Uint8Array): Promise<void> {
  const file = await open(path, 'wx', 0o600);
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
}

async function flush(path: string): Promise<void> {
  const file = await open(path, 'r+');
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}

/** A set is named by what `draft` makes, so that the file cannot lead anywhere else. */
function parse(bytes: Buffer): Current | null {
  let value: unknown;
  try {
    value = JSON.parse(bytes.toString('utf8'));
  } catch {
    return null;
  }
  if (typeof value !== 'object' || value === null || !('set' in value) || !('verifiedAt' in value))
    return null;
  const { set, verifiedAt } = value;
  if (typeof set !== 'string' || !/^[0-9a-f]{16}$/.test(set)) return null;
  return typeof verifiedAt === 'number' && Number.isSafeInteger(verifiedAt) ? { set, verifiedAt } : null;
}
