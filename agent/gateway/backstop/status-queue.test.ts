import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type PendingStatus, StatusQueue } from './status-queue.ts';

let folder: string;
let path: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'countersign-statuses-'));
  path = join(folder, 'statuses.json');
});

afterEach(() => rm(folder, { recursive: true, force: true }));

function status(commit: string): PendingStatus {
  return {
    host: 'github.com',
    repository: 'a/b',
    commit,
    session: 's',
    exchange: 'x',
    attempts: 0,
    notBefore: 1,
  };
}

const commits = (queue: StatusQueue) => queue.pending.map(({ commit }) => commit);

test('what was added is there after a start, and what was taken out is not', async () => {
  const queue = await StatusQueue.open(path, 10);
  await queue.add([status('one'), status('two')]);
  const [one, two] = queue.pending;
  if (one === undefined || two === undefined) throw new Error('nothing was added');
  await Promise.all([queue.replace(one, null), queue.replace(two, { ...two, attempts: 1 })]);
  expect((await StatusQueue.open(path, 10)).pending).toEqual([{ ...status('two'), attempts: 1 }]);
});

test('of too many the oldest go, and are told', async () => {
  const queue = await StatusQueue.open(path, 2);
  expect(await queue.add([status('one'), status('two')])).toEqual([]);
  expect(await queue.add([status('three')])).toEqual([status('one')]);
  expect(commits(queue)).toEqual(['two', 'three']);
});

test.each(['', '{', '[{}]', '{"a":1}'])(
  'a file that holds %j is damaged, and not taken for none',
  async (content) => {
    await writeFile(path, content, { mode: 0o600 });
    await expect(StatusQueue.open(path, 10)).rejects.toMatchObject({ code: 'bad-settings' });
    expect(await readFile(path, 'utf8')).toBe(content);
  },
);
