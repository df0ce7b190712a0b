import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Spool } from './spool.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'countersign-spool-'));
});

afterEach(() => rm(folder, { recursive: true, force: true }));

test('what is kept is read from its beginning, as often as it is asked for, and has no name', async () => {
  const file = await (await Spool.open(folder, 10)).create(6);
  await file.write(Buffer.from('abc'));
  await file.write(Buffer.from('def'));
  expect(await readdir(folder)).toEqual([]);
  expect((await buffer(file.read())).toString()).toBe('abcdef');
  expect((await buffer(file.read())).toString()).toBe('abcdef');
  await file.close();
});

test('there is room for so much, and again once a file is closed', async () => {
  const spool = await Spool.open(folder, 10);
  const first = await spool.create(6);
  await expect(spool.create(5)).rejects.toMatchObject({ code: 'full' });
  const second = await spool.create(4);
  await first.close();
  await first.close();
  await expect(spool.create(7)).rejects.toMatchObject({ code: 'full' });
  await (await spool.create(6)).close();
  await second.close();
});

test('what another process left is gone', async () => {
  await writeFile(join(folder, 'left'), 'x');
  await Spool.open(folder, 1);
  expect(await readdir(folder)).toEqual([]);
});

test('a folder that is gone fails what is kept, and takes no room', async () => {
  const spool = await Spool.open(folder, 1);
  await rm(folder, { recursive: true });
  for (let tries = 0; tries < 2; tries += 1) {
    await expect(spool.create(1)).rejects.toMatchObject({ code: 'failed' });
  }
});
