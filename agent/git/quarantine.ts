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

/**
 * Writes a pack of what the tips reach, the bases do not, and the received pack brought (`--local`): objects of
 * refused updates are not in it, and what the pack did not bring the upstream has.
 */
export async function rebuildPack(
  scope: GitScope,
  quarantine: Quarantine,
  range: { readonly tips: readonly string[]; readonly bases: readonly string[] },
): Promise<StoredPack> {
  const name = join(quarantine.gitDir, `rebuilt-${randomUUID()}`);
  const args = [
    'pack-objects',
    '--revs',
    '--local',
    '--quiet',
    '--missing=allow-any',
    '--delta-base-offset',
    name,
  ];
  const input = [...range.tips, ...range.bases.map((base) => `^${base}`)].map((line) => `${line}\n`).join('');
  // As of all in a quarantine, nothing of it has to be on the disk.
  const command = { gitDir: quarantine.gitDir, args, config: [['core.fsync', 'none']] as const };
  const { exit, output } = await scope.run(command, { input, maxBytes: MAX_HASH_BYTES });
  const hash = output.trim();
  if (exit.code !== 0 || !/^[0-9a-f]{40,64}$/.test(hash)) throw gitFailed('pack-objects', exit);
  return { base: `${name}-${hash}`, hash };
}
