import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { expect, it } from 'vitest';
import type { KeyStore } from './key-store.ts';
import { moveKey } from './move-key.ts';

const [KEY, OTHER] = [0, 1].map(() => generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey) as [
  KeyObject,
  KeyObject,
];

/** A store in memory that fails at the n-th of its calls. */
function store(
  key: KeyObject | null,
  failAt = Number.POSITIVE_INFINITY,
): KeyStore & { kept: KeyObject | null } {
  let calls = 0;
  const may = (): void => {
    calls += 1;
    if (calls === failAt) throw new Error('broken off');
  };
  return {
    place: 'memory',
    kept: key,
    async read() {
      may();
      return this.kept;
    },
    async create(made) {
      may();
      this.kept = made;
    },
    async remove() {
      may();
      this.kept = null;
    },
  };
}

it('is in the other store alone, once it was chosen', async () => {
  const [from, to] = [store(KEY), store(null)];
  await moveKey(from, to, async () => expect(to.kept?.equals(KEY)).toBe(true));
  expect(from.kept).toBeNull();
  expect(to.kept?.equals(KEY)).toBe(true);
});

it('does not take the place of another key, and stays', async () => {
  const [from, to] = [store(KEY), store(OTHER)];
  await expect(moveKey(from, to, () => Promise.reject(new Error('chosen')))).rejects.toMatchObject({
    code: 'already-there',
  });
  expect(from.kept?.equals(KEY)).toBe(true);
});

it('makes the choice where there is no key yet', async () => {
  let isChosen = false;
  await moveKey(store(null), store(null), async () => {
    isChosen = true;
  });
  expect(isChosen).toBe(true);
});

it.each([
  ['the old one', 1, Number.POSITIVE_INFINITY],
  ['the old one, when it is to forget', 2, Number.POSITIVE_INFINITY],
  ['the new one', Number.POSITIVE_INFINITY, 1],
  ['the new one, when it is to keep', Number.POSITIVE_INFINITY, 2],
  ['the new one, when it is looked at', Number.POSITIVE_INFINITY, 3],
])('broken off by %s, is where the choice says, and can be gone on with', async (_by, fromFails, toFails) => {
  const [from, to] = [store(KEY, fromFails), store(null, toFails)];
  let chosen = from;
  const choose = async (): Promise<void> => {
    chosen = to;
  };
  await expect(moveKey(from, to, choose)).rejects.toThrow('broken off');
  expect(chosen.kept?.equals(KEY)).toBe(true);
  await moveKey(from, to, choose);
  expect([from.kept, chosen]).toEqual([null, to]);
});
