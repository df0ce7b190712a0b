import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type CursorScope, openCursor } from './cursor.ts';

const SCOPE: CursorScope = {
  log: 'log',
  target: 'otlp https://one.example',
  filter: { event: 'exchange.refused' },
};

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'countersign-cursor-'));
});

afterAll(() => rm(folder, { recursive: true, force: true }));

test('it begins before the first record, and goes on where it was saved', async () => {
  const path = join(folder, 'new');
  const cursor = await openCursor(path, SCOPE);
  expect(cursor.after).toBe(0);
  await cursor.save(7);
  await cursor.save(9);
  expect((await openCursor(path, { ...SCOPE, filter: { ...SCOPE.filter, since: 'later' } })).after).toBe(9);
  expect(await readdir(folder)).toEqual(['new']);
});

test.each<[string, Partial<CursorScope>]>([
  ['log', { log: 'another' }],
  ['target', { target: 'otlp https://two.example' }],
  ['filter', { filter: {} }],
  ['filter', { filter: { event: 'exchange.refused', subject: 'dana' } }],
])('one of another %s is not gone on with', async (what, change) => {
  const path = join(folder, 'other');
  await (await openCursor(path, SCOPE)).save(1);
  await expect(openCursor(path, { ...SCOPE, ...change })).rejects.toMatchObject({
    code: 'bad-cursor',
    message: expect.stringContaining(`another ${what}`),
  });
  await rm(path);
});

test.each(['', 'x', '{}', '{"v":1,"log":"log","target":"t","filter":{},"after":-1}'])(
  'what is no cursor is left alone: %j',
  async (content) => {
    const path = join(folder, 'bad');
    await writeFile(path, content);
    await expect(openCursor(path, SCOPE)).rejects.toMatchObject({ code: 'bad-cursor' });
  },
);
