import type { RefUpdate } from '../../protocol/operation.ts';
import type { ContentSearch } from '../core/git/secret-scan.ts';
import type { WrittenSecrets } from '../core/git/written-secrets.ts';
import type { ObjectFormat } from './git-folder.ts';
import type { GitScope } from './git-process.ts';
import type { GitLimits } from './limits.ts';
import type { ObjectReader } from './object-reader.ts';
import type { PassedObjects } from './passed.ts';
import type { RepositoryCache } from './repository-cache.ts';
import type { ReadAccess } from './upstream-read.ts';

/** What the steps of one inspection share. */
export interface InspectionContext {
  readonly scope: GitScope;
  readonly gitDir: string;
  readonly format: ObjectFormat;
  readonly cache: RepositoryCache;
  readonly reader: ObjectReader;
  readonly limits: GitLimits;
  readonly search: ContentSearch;
  readonly passed: PassedObjects;
  /** Looks for secrets in what is no content. */
  readonly written: WrittenSecrets;
  readonly updates: readonly RefUpdate[];
  /** Asked for at most once, and only when something has to be read. */
  access(): Promise<ReadAccess>;
  /** At most once a push: the commit graph of all branches and tags. */
  fetchGraph(): Promise<void>;
}

/** Answers in order, at most `width` at a time. */
export async function mapLimited<T, R>(
  items: readonly T[],
  width: number,
  task: (item: T) => Promise<R>,
): Promise<readonly R[]> {
  const results: R[] = [];
  let next = 0;
  const worker = async () => {
    for (let index = next++; index < items.length; index = next++)
      results[index] = await task(items[index] as T);
  };
  await Promise.all(Array.from({ length: Math.min(width, items.length) }, worker));
  return results;
}
