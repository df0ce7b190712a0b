import { randomUUID } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { makeGitFolder, type ObjectFormat } from './git-folder.ts';
import type { GitScope } from './git-process.ts';
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

/**
 * Writes a pack of what the tips reach, the bases do not, and the received pack brought (`--local`): objects of
 * refused updates are not in it, and what the pack did not bring the upstream has.
 */
export async function rebuildPack(
  scope: GitScope,
  quarantine: Quarantine,
  range: { readonly tips: readonly string[]; readonly bases: readonly string[] },
): Promise<string> {
  const path = join(quarantine.gitDir, `rebuilt-${randomUUID()}.pack`);
  const args = [
    'pack-objects',
    '--revs',
    '--local',
    '--stdout',
    '--quiet',
    '--missing=allow-any',
    '--delta-base-offset',
  ];
  const child = scope.start({ gitDir: quarantine.gitDir, args });
  child.stdin.end(
    [...range.tips, ...range.bases.map((base) => `^${base}`)].map((line) => `${line}\n`).join(''),
  );
  await pipeline(child.stdout, createWriteStream(path, { mode: 0o600 }));
  await scope.succeeded(child);
  return path;
}
