import { mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { OneWindow } from './one-window.ts';

const NEVER_MS = 1_000_000;

let folder: string;
let turns: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'countersign-one-window-'));
  turns = join(folder, 'home', 'sign-in.turns');
});

afterEach(() => rm(folder, { recursive: true, force: true }));

/** Something that windows do at once, and how many did it in the same moment at most. */
function watched() {
  let inside = 0;
  let most = 0;
  const use = async (fails: boolean): Promise<void> => {
    inside += 1;
    most = Math.max(most, inside);
    await new Promise((resolve) => setImmediate(resolve));
    inside -= 1;
    if (fails) throw new Error('failed');
  };
  return { use, most: () => most };
}

test('what several windows do at once is done one after the other, also behind one that fails', async () => {
  const { use, most } = watched();
  const attempts = [true, false, true, false].map((fails) => new OneWindow(turns).run(() => use(fails)));
  const kinds = (await Promise.allSettled(attempts)).map(({ status }) => status);
  expect([kinds, most()]).toEqual([['rejected', 'fulfilled', 'rejected', 'fulfilled'], 1]);
});

/** Has a window begin a turn that it does not end, if it gets one without waiting. */
function begin(maxAloneMs: number): Promise<'begun' | 'refused'> {
  const { promise, resolve } = Promise.withResolvers<'begun' | 'refused'>();
  const use = (): Promise<never> => {
    resolve('begun');
    return new Promise(() => {});
  };
  new OneWindow(turns, { maxAloneMs, maxWaitMs: 0 }).run(use).catch(() => resolve('refused'));
  return promise;
}

test('a window that ended in the middle keeps the others waiting for a while only', async () => {
  expect([await begin(NEVER_MS), await begin(NEVER_MS)]).toEqual(['begun', 'refused']);
  const another = new OneWindow(turns, { maxAloneMs: 50, maxWaitMs: 60_000 });
  expect(await another.run(() => Promise.resolve('done'))).toBe('done');
});

test('of several windows that find at once that one ended in the middle, only one goes on', async () => {
  for (let round = 0; round < 20; round += 1) {
    const outcomes = await Promise.all(Array.from({ length: 8 }, () => begin(NEVER_MS)));
    expect(outcomes.filter((outcome) => outcome === 'begun')).toHaveLength(1);
    const last = Math.max(...(await readdir(turns)).map(Number));
    await utimes(join(turns, String(last)), new Date(0), new Date(0));
  }
});

test('one that waits is not kept for longer than it may be', async () => {
  await begin(NEVER_MS);
  let isDone = false;
  const use = async (): Promise<void> => {
    isDone = true;
  };
  await expect(new OneWindow(turns, { maxAloneMs: NEVER_MS, maxWaitMs: 0 }).run(use)).rejects.toMatchObject({
    code: 'timed-out',
  });
  expect(isDone).toBe(false);
});

test('few of the turns that are over stay on the disk', async () => {
  for (let turn = 0; turn < 40; turn += 1) await new OneWindow(turns).run(() => Promise.resolve());
  expect(await readdir(turns)).toHaveLength(16);
});

test('a folder that cannot be written is a fault, and nothing is done', async () => {
  await writeFile(join(folder, 'home'), '');
  let isDone = false;
  const use = async (): Promise<void> => {
    isDone = true;
  };
  await expect(new OneWindow(turns).run(use)).rejects.toMatchObject({ code: expect.any(String) });
  expect(isDone).toBe(false);
});
