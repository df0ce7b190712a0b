import { mkdir, readdir, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeGitFolder, type ObjectFormat } from './git-folder.ts';
import type { GitScope } from './git-process.ts';
import { SerialQueue } from './serial-queue.ts';
import { fetchGraph, fetchObjects, fetchTips, type ReadAccess } from './upstream-read.ts';

/** Present while the folder is written to; one that is found at start-up was torn, and goes. */
export const WRITING = 'writing';
/** Each accepted push adds a pack; reading slows with their number. */
const MAX_PACKS = 24;
const MAX_IDS_BYTES = 512 * 1024 * 1024;

/**
 * What is known of one upstream repository, in two bare repositories: `trees` has whole trees of single commits
 * and the contents that were compared, `graph` all commits and nothing else. Owner: the inspector; every write
 * goes through the queue, reads need none, for git adds to a repository in one step.
 */
export class RepositoryCache {
  readonly path: string;
  readonly trees: string;
  readonly graph: string;
  readonly #queue = new SerialQueue();
  #users = 0;

  constructor(path: string) {
    this.path = path;
    this.trees = join(path, 'trees');
    this.graph = join(path, 'graph');
  }

  get inUse(): boolean {
    return this.#users > 0;
  }

  /** To be called by each push before it reads, and matched by `leave`. */
  async enter(format: ObjectFormat): Promise<void> {
    this.#users++;
    try {
      await this.#queue.run(() => this.#prepare(format));
    } catch (error) {
      this.#users--;
      throw error;
    }
  }

  leave(): void {
    this.#users--;
  }

  fetchTips(scope: GitScope, access: ReadAccess, commits: readonly string[]): Promise<void> {
    return this.#write(() => fetchTips(scope, this.trees, access, commits));
  }

  fetchObjects(scope: GitScope, access: ReadAccess, ids: readonly string[]): Promise<void> {
    return this.#write(() => fetchObjects(scope, this.trees, access, ids));
  }

  fetchGraph(scope: GitScope, access: ReadAccess, commits: readonly string[]): Promise<void> {
    return this.#write(() => fetchGraph(scope, this.graph, { access, commits }));
  }

  /** Takes over a pack that the upstream has taken; `base` is its path without `.pack`. */
  adopt(base: string, hash: string): Promise<void> {
    return this.#write(async () => {
      const target = join(this.trees, 'objects', 'pack', `pack-${hash}`);
      // The upstream has what these objects refer to.
      await writeFile(`${target}.promisor`, '');
      // git sees a pack by its index, so that comes last.
      for (const extension of ['pack', 'rev', 'idx'])
        await renameIfThere(`${base}.${extension}`, `${target}.${extension}`);
    });
  }

  /** Makes one pack of many. */
  compact(scope: GitScope): Promise<void> {
    return this.#queue.run(async () => {
      const folder = join(this.trees, 'objects', 'pack');
      const packs = (await readdir(folder)).filter((name) => name.endsWith('.pack'));
      if (packs.length > MAX_PACKS) await this.#marked(() => this.#repack(scope, folder, packs));
    });
  }

  /** Removes the folder unless a push reads from it. */
  discard(): Promise<boolean> {
    return this.#queue.run(async () => {
      if (this.inUse) return false;
      await rm(this.path, { recursive: true, force: true });
      return true;
    });
  }

  async #prepare(format: ObjectFormat): Promise<void> {
    const now = new Date();
    if (await exists(join(this.graph, 'HEAD'))) return utimes(this.path, now, now);
    await rm(this.path, { recursive: true, force: true });
    await mkdir(this.path, { recursive: true, mode: 0o700 });
    await makeGitFolder(this.trees, format);
    await makeGitFolder(this.graph, format);
  }

  #write(task: () => Promise<void>): Promise<void> {
    return this.#queue.run(() => this.#marked(task));
  }

  async #marked(task: () => Promise<void>): Promise<void> {
    const marker = join(this.path, WRITING);
    await writeFile(marker, '');
    try {
      await task();
    } finally {
      await rm(marker, { force: true });
    }
  }

  async #repack(scope: GitScope, folder: string, packs: readonly string[]): Promise<void> {
    const list = await scope.run(
      {
        gitDir: this.trees,
        args: ['cat-file', '--batch-all-objects', '--batch-check=%(objectname)', '--unordered'],
      },
      { maxBytes: MAX_IDS_BYTES },
    );
    const pack = await scope.run(
      { gitDir: this.trees, args: ['pack-objects', '--quiet', join(folder, 'pack')] },
      { input: list.output, maxBytes: 200 },
    );
    if (list.exit.code !== 0 || pack.exit.code !== 0) return;
    const made = `pack-${pack.output.trim()}`;
    await writeFile(join(folder, `${made}.promisor`), '');
    const old = packs.map((name) => name.slice(0, -'.pack'.length)).filter((name) => name !== made);
    for (const name of old) {
      for (const extension of ['idx', 'pack', 'rev', 'promisor'])
        await rm(join(folder, `${name}.${extension}`), { force: true });
    }
  }
}

async function renameIfThere(from: string, to: string): Promise<void> {
  if (await exists(from)) await rename(from, to);
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
