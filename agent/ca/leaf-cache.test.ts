import { expect, it } from 'vitest';
import { LeafCache } from './leaf-cache.ts';
import type { Leaf } from './leaf-mint.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

function setUp(maxLeafs: number) {
  const minted: string[] = [];
  const state = { nowMs: 0, fails: false };
  const mint = async (name: string, now: Date): Promise<Leaf> => {
    minted.push(name);
    if (state.fails) throw new Error('no entropy');
    return { key: 'key', cert: `${name} ${minted.length}`, notAfter: new Date(now.getTime() + 7 * DAY_MS) };
  };
  return { minted, state, cache: new LeafCache({ mint, maxLeafs, clock: () => new Date(state.nowMs) }) };
}

it('mints a name once for all who ask at the same time', async () => {
  const { cache, minted } = setUp(8);
  const leafs = await Promise.all(Array.from({ length: 20 }, () => cache.get('a.example')));
  expect(new Set(leafs.map((leaf) => leaf.cert)).size).toBe(1);
  expect(minted).toEqual(['a.example']);
});

it('forgets the name that was used longest ago', async () => {
  const { cache, minted } = setUp(2);
  for (const name of ['a', 'b', 'a', 'c', 'a', 'b']) await cache.get(name);
  expect(minted).toEqual(['a', 'b', 'c', 'b']);
  expect(cache.size).toBe(2);
});

it('stays within its bound while everything is being minted', async () => {
  const { cache } = setUp(4);
  await Promise.all(Array.from({ length: 100 }, (_, index) => cache.get(`h${index}`)));
  expect(cache.size).toBe(4);
});

it('renews a leaf before its end', async () => {
  const { cache, minted, state } = setUp(2);
  await cache.get('a');
  state.nowMs = 6 * DAY_MS - 1;
  await cache.get('a');
  expect(minted).toHaveLength(1);
  state.nowMs = 6 * DAY_MS;
  await cache.get('a');
  expect(minted).toHaveLength(2);
});

it('tries again after a failure', async () => {
  const { cache, state } = setUp(2);
  state.fails = true;
  await expect(cache.get('a')).rejects.toThrow('no entropy');
  expect(cache.size).toBe(0);
  state.fails = false;
  await expect(cache.get('a')).resolves.toMatchObject({ key: 'key' });
});

it.each(['__proto__', 'constructor', 'toString'])('takes %s as just a name', async (name) => {
  const { cache, minted } = setUp(2);
  await cache.get(name);
  expect(minted).toEqual([name]);
});
