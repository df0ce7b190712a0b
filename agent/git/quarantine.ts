import { randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { makeGitFolder, type ObjectFormat } from './git-folder.ts';
import { type GitScope, gitFailed } from './git-process.ts';
import type { RepositoryCache } from './repository-cache.ts';

/** A repository of one push, which reads through to the cache and which nothing else reads. */
export interface Quarantine {
  readonly gitDir: string;
  remove(): Promise<void>;
}

export async function openQuarantine(
  parent: string,
  format: ObjectFormat,
  cache: RepositoryCache,
): Promise<Quarantine> {
  const gitDir = join(parent, randomUUID());
  await makeGitFolder(gitDir, format, [cache.trees, cache.graph]);
  return { gitDir, remove: () => rm(gitDir, { recursive: true, force: true }) };
}

export interface PackBody {
  readonly body: Readable;
  readonly length: number;
}

/** Many times what a stream reads by default, as each piece costs several turns on its way to the upstream. */
const READ_BYTES = 1024 * 1024;

export async function packBody(path: string): Promise<PackBody> {
  const { size } = await stat(path);
  return { body: createReadStream(path, { highWaterMark: READ_BYTES }), length: size };
}

/** A pack in the quarantine, beside its index. */
export interface StoredPack {
  /** Without `.pack`. */
  readonly base: string;
  readonly hash: string;
}

const MAX_HASH_BYTES = 200;

/** What the tips reach, the bases do not, and the received pack brought. */
export interface PackRange {
  readonly tips: readonly string[];
  readonly bases: readonly string[];
}

/** Objects that only other packs have are left out (`--local`): what the received one did not bring the upstream has. */
const PACK_OBJECTS = ['pack-objects', '--revs', '--local', '--quiet', '--missing=allow-any'] as const;

/** Writes a pack of a range: what the received pack held besides, for refused updates or for none, is not in it. */
export async function rebuildPack(
  scope: GitScope,
  quarantine: Quarantine,
  range: PackRange,
): Promise<StoredPack> {
  const name = join(quarantine.gitDir, `rebuilt-${randomUUID()}`);
  const args = [...PACK_OBJECTS, '--delta-base-offset', name];
  const input = revisionsOf(range);
  // As of all in a quarantine, nothing of it has to be on the disk.
  const command = { gitDir: quarantine.gitDir, args, config: [['core.fsync', 'none']] as const };
  const { exit, output } = await scope.run(command, { input, maxBytes: MAX_HASH_BYTES });
  const hash = output.trim();
  if (exit.code !== 0 || !/^[0-9a-f]{40,64}$/.test(hash)) throw gitFailed('pack-objects', exit);
  return { base: `${name}-${hash}`, hash };
}

/** gitformat-pack, "pack-*.pack files": signature, version, number of objects. */
const PACK_HEADER_BYTES = 12;
const COUNT_AT = 8;

/**
 * Whether a pack holds objects that are not of the range. A pack of the range holds nothing else, so that its number
 * of objects tells; git says it before it writes any.
 */
export async function holdsMore(
  scope: GitScope,
  quarantine: Quarantine,
  { pack, range }: { readonly pack: StoredPack; readonly range: PackRange },
): Promise<boolean> {
  const args = [...PACK_OBJECTS, '--window=0', '--stdout'];
  const child = scope.start({ gitDir: quarantine.gitDir, args });
  child.stdin.end(revisionsOf(range));
  const wanted = await objectCount(child.stdout);
  child.stop();
  const exit = await child.exited;
  scope.signal.throwIfAborted();
  if (wanted === null) throw gitFailed('pack-objects', exit);
  const held = await objectCount(createReadStream(`${pack.base}.pack`, { end: PACK_HEADER_BYTES - 1 }));
  return held !== wanted;
}

/** Null when what comes is too short for a pack. */
async function objectCount(pack: Readable): Promise<number | null> {
  let header = Buffer.alloc(0);
  for await (const piece of pack as AsyncIterable<Buffer>) {
    header = Buffer.concat([header, piece]);
    if (header.length >= PACK_HEADER_BYTES) return header.readUInt32BE(COUNT_AT);
  }
  return null;
}

function revisionsOf({ tips, bases }: PackRange): string {
  return [...tips, ...bases.map((base) => `^${base}`)].map((line) => `${line}\n`).join('');
}
