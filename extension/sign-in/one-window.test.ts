import { mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { OneWindow } from './one-window.ts';

let folder: string;
let file: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'countersign-one-window-'));
  file = join(folder, 'home', 'sign-in.lock');
});

afterEach(() => rm(folder, { recursive: true, force: true }));

test('what several windows do at once is done one after the other, also behind one that fails', async () => {
  let inside = 0;
  let most = 0;
  const use = async (fails: boolean): Promise<void> => {
    inside += 1;
    most = Math.max(most, inside);
    await Promise.resolve();
    inside -= 1;
    if (fails) throw new Error('failed');
  };
  const attempts = [true, false, true, false].map((fails) => new OneWindow(file).run(() => use(fails)));
  const kinds = (await Promise.allSettled(attempts)).map(({ status }) => status);
  expect([kinds, most]).toEqual([['rejected', 'fulfilled', 'rejected', 'fulfilled'], 1]);
});

test('a window that ended in the middle keeps the others waiting for a while only', async () => {
  await new OneWindow(file).run(() => Promise.resolve());
  await writeFile(file, '');
  await utimes(file, new Date(0), new Date(0));
  expect(await new OneWindow(file).run(() => Promise.resolve('done'))).toBe('done');
});

test('a folder that cannot be written is a fault, and nothing is done', async () => {
  await writeFile(join(folder, 'home'), '');
  let isDone = false;
  const use = async (): Promise<void> => {
    isDone = true;
  };
  await expect(new OneWindow(file).run(use)).rejects.toMatchObject({ code: expect.any(String) });
  expect(isDone).toBe(false);
});
