import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { purge } from './purge.ts';

let parent: string;

beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), 'countersign-purge-'));
});

afterEach(() => rm(parent, { recursive: true }));

it('deletes a home, and nothing beside it', async () => {
  await mkdir(join(parent, 'home', 'agent'), { recursive: true });
  await writeFile(join(parent, 'beside'), '');
  expect(await purge(join(parent, 'home'))).toMatchObject({ outcome: 'undone' });
  expect(await readdir(parent)).toEqual(['beside']);
});

it('deletes no folder that only was named by mistake', async () => {
  await writeFile(join(parent, 'thesis.txt'), '');
  expect(await purge(parent)).toMatchObject({ outcome: 'stuck' });
  expect(await readdir(parent)).toEqual(['thesis.txt']);
});

it('finds nothing to do where there is no home', async () => {
  expect(await purge(join(parent, 'none'))).toMatchObject({ outcome: 'left' });
});
