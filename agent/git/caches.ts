import { createHash } from 'node:crypto';
import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { ObjectFormat } from './git-folder.ts';
import type { GitLimits } from './limits.ts';
import { RepositoryCache, WRITING } from './repository-cache.ts';

const CACHE_NAME = /^[0-9a-f]{64}$/;

/** All repositories' caches, below one folder whose only owner this is. */
export class Caches {
  readonly #root: string;
  readonly #limits: Pick<GitLimits, 'maxCacheBytes' | 'cacheIdleMs'>;
  readonly #open = new Map<string, RepositoryCache>();

  private constructor(root: string, limits: Pick<GitLimits, 'maxCacheBytes' | 'cacheIdleMs'>) {
    this.#root = root;
    this.#limits = limits;
  }

  /** Removes what a process that was killed left half written. */
  static async open(root: string, limits: Pick<GitLimits, 'maxCacheBytes' | 'cacheIdleMs'>): Promise<Caches> {
    await mkdir(root, { recursive: true, mode: 0o700 });
    const caches = new Caches(root, limits);
    for (const name of await caches.#names()) {
      if ((await bytesOf(join(root, name, WRITING))) !== null)
        await rm(join(root, name), { recursive: true, force: true });
    }
    await caches.prune();
    return caches;
  }

  /** The id may be anything a client says, so it becomes a name only as a digest. */
  of(repositoryId: string, format: ObjectFormat): RepositoryCache {
    const name = createHash('sha256').update(`${format}\0${repositoryId}`).digest('hex');
    const cache = this.#open.get(name) ?? new RepositoryCache(join(this.#root, name));
    this.#open.set(name, cache);
    return cache;
  }

  /** Removes idle caches, and the least recently used until the rest fits. Those in use stay. */
  async prune(): Promise<void> {
    const caches = await Promise.all((await this.#names()).map((name) => this.#measure(name)));
    caches.sort((a, b) => b.usedMs - a.usedMs);
    let total = 0;
    for (const { name, bytes, usedMs } of caches) {
      total += bytes;
      if (total <= this.#limits.maxCacheBytes && Date.now() - usedMs <= this.#limits.cacheIdleMs) continue;
      if (await (this.#open.get(name) ?? new RepositoryCache(join(this.#root, name))).discard())
        total -= bytes;
    }
  }

  async #names(): Promise<readonly string[]> {
    return (await readdir(this.#root)).filter((name) => CACHE_NAME.test(name));
  }

  async #measure(name: string): Promise<{ name: string; bytes: number; usedMs: number }> {
    const path = join(this.#root, name);
    const entries = await readdir(path, { recursive: true }).catch(() => []);
    const sizes = await Promise.all(entries.map((entry) => bytesOf(join(path, entry))));
    const used = await stat(path).catch(() => null);
    return {
      name,
      bytes: sizes.reduce<number>((sum, size) => sum + (size ?? 0), 0),
      usedMs: used?.mtimeMs ?? 0,
    };
  }
}

async function bytesOf(path: string): Promise<number | null> {
  return stat(path).then(
    (found) => (found.isFile() ? found.size : 0),
    () => null,
  );
}
