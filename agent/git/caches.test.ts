import { mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Caches } from './caches.ts';

const LIMITS = { maxCacheBytes: 10_000, cacheIdleMs: 3_600_000 };
const NAME = /^[0-9a-f]{64}$/;

let root = '';
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'caches-'));
});
afterEach(() => rm(root, { recursive: true, force: true }));

/** Leaves a cache of some bytes that was used so long ago; answers its path. */
async function used(caches: Caches, repository: string, bytes: number, agoMs: number): Promise<string> {
  const cache = caches.of(repository, 'sha1');
  await cache.enter('sha1');
  await writeFile(join(cache.path, 'filler'), Buffer.alloc(bytes));
  const at = new Date(Date.now() - agoMs);
  await utimes(cache.path, at, at);
  cache.leave();
  return cache.path;
}

test('whatever a repository is called, its folder is a digest, one for each object format', async () => {
  const caches = await Caches.open(root, LIMITS);
  for (const id of ['../../etc', 'a/b', 'a/b\0c', '']) await used(caches, id, 0, 0);
  await caches.of('a/b', 'sha256').enter('sha256');
  const names = await readdir(root);
  expect(names).toHaveLength(5);
  for (const name of names) expect(name).toMatch(NAME);
});

test.each([
  ['idle too long', 10, 4_000_000],
  ['too large', 10_001, 0],
])('%s: removed', async (_name, bytes, agoMs) => {
  const caches = await Caches.open(root, LIMITS);
  await used(caches, 'gone', bytes, agoMs);
  await caches.prune();
  expect(await readdir(root)).toEqual([]);
});

test('of two that do not fit the one used last stays', async () => {
  const caches = await Caches.open(root, LIMITS);
  const kept = await used(caches, 'new', 6_000, 0);
  await used(caches, 'old', 6_000, 60_000);
  await caches.prune();
  expect((await readdir(root)).map((name) => join(root, name))).toEqual([kept]);
});

test('one that a push reads stays, and is usable after another was removed and made again', async () => {
  const caches = await Caches.open(root, { ...LIMITS, maxCacheBytes: 0 });
  const cache = caches.of('a/b', 'sha1');
  await cache.enter('sha1');
  await caches.prune();
  expect(await readdir(cache.trees)).toContain('HEAD');
  cache.leave();
  await caches.prune();
  expect(await readdir(root)).toEqual([]);
  await cache.enter('sha1');
  expect(await readdir(cache.graph)).toContain('HEAD');
});
