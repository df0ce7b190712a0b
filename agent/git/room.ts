import type { ObjectFormat } from './git-folder.ts';
import { type GitChild, GitScope, type GitSettings } from './git-process.ts';
import { startIndexPack } from './index-pack.ts';
import type { GitLimits } from './limits.ts';
import { ObjectReader } from './object-reader.ts';
import { openQuarantine, type Quarantine } from './quarantine.ts';
import type { RepositoryCache } from './repository-cache.ts';
import { startPatch } from './tree-diff.ts';

/** Where one push is taken apart: a quarantine, and the processes that read the push first. Its owner leaves it. */
export interface Room {
  readonly scope: GitScope;
  readonly cache: RepositoryCache;
  readonly quarantine: Quarantine;
  /** Waits for the pack. */
  readonly indexing: GitChild;
  readonly reader: ObjectReader;
  /** Waits for trees to compare. */
  readonly patch: GitChild;
  /** Ends every process and removes the folder; again, it does nothing. */
  leave(): Promise<void>;
}

export interface RoomPlace {
  readonly settings: GitSettings;
  /** The folder of all quarantines. */
  readonly quarantines: string;
  readonly limits: GitLimits;
}

export async function openRoom(
  { settings, quarantines, limits }: RoomPlace,
  cache: RepositoryCache,
  format: ObjectFormat,
): Promise<Room> {
  await cache.enter(format);
  const scope = new GitScope(settings);
  let quarantine: Quarantine | null = null;
  let left: Promise<void> | null = null;
  const leave = (): Promise<void> => {
    left ??= closed(scope, quarantine).finally(() => cache.leave());
    return left;
  };
  try {
    quarantine = await openQuarantine(quarantines, format, cache);
    const { gitDir } = quarantine;
    const indexing = startIndexPack(scope, gitDir, limits.maxPackBytes);
    const reader = new ObjectReader(scope, gitDir);
    const patch = startPatch(scope, gitDir);
    return { scope, cache, quarantine, indexing, reader, patch, leave };
  } catch (error) {
    await leave();
    throw error;
  }
}

async function closed(scope: GitScope, quarantine: Quarantine | null): Promise<void> {
  await scope.close();
  await quarantine?.remove();
}
