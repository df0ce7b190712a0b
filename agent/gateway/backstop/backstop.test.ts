import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { JournalEntry } from '../../audit/sealer.ts';
import type { Authorized } from '../../proxy/stages.ts';
import { Backstop } from './backstop.ts';
import type { Posted } from './post-status.ts';
import { type PendingStatus, StatusQueue } from './status-queue.ts';

const COMMIT = 'a'.repeat(40);
const FAILED: Posted = { kind: 'failed', reason: 'status 503' };

let folder: string;
let told: Pick<JournalEntry, 'event' | 'detail'>[];
let tried: PendingStatus[];
let ends: (() => PromiseLike<void> | void)[];
let backstop: Backstop | null;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'countersign-backstop-'));
  [told, tried, ends, backstop] = [[], [], [], null];
});

afterEach(async () => {
  await backstop?.close();
  await rm(folder, { recursive: true, force: true });
});

async function open(answer: (attempt: number) => Posted): Promise<Backstop> {
  backstop = new Backstop({
    settings: {
      apis: new Map([['github.com', new URL('https://api.github.com')]]),
      context: 'countersign/approved',
      as: 'status',
      records: new URL('https://countersign.example.com'),
    },
    queue: await StatusQueue.open(join(folder, 'statuses.json'), 10),
    post: async (pending) => {
      tried.push(pending);
      return answer(tried.length);
    },
    journal: {
      append: async ({ event, detail }) => {
        told.push({ event, detail });
        return { seq: 1, hash: '' };
      },
    },
    clock: () => new Date(),
    random: () => 0,
    limits: { maxStatusAttempts: 3, statusRetryMs: 1, maxStatusRetryMs: 2 },
    fault: (cause) => {
      throw cause;
    },
  });
  return backstop;
}

function pushed(): Authorized {
  const repository = { id: 'github.com/a/b', host: 'github.com', path: 'a/b' };
  const action = { kind: 'git.push', repository, update: { ref: 'refs/heads/a', newId: COMMIT } };
  const onEnd = (end: () => void): void => void ends.push(end);
  return {
    outcomes: [{ kind: 'accepted', action }],
    session: { id: 's' },
    exchange: 'x',
    onEnd,
  } as unknown as Authorized;
}

const said = { host: 'github.com', repository: 'a/b', commit: COMMIT, context: 'countersign/approved' };

test('nothing is posted before the exchange is over', async () => {
  const opened = await open(() => ({ kind: 'posted' }));
  await opened.vouch(pushed());
  expect((await StatusQueue.open(join(folder, 'statuses.json'), 10)).pending).toHaveLength(1);
  expect(tried).toEqual([]);
  for (const end of ends) await end();
  await expect
    .poll(() => told, { timeout: 20_000 })
    .toEqual([{ event: 'status.posted', detail: { ...said, attempts: 1 } }]);
  await expect
    .poll(async () => (await StatusQueue.open(join(folder, 'statuses.json'), 10)).pending)
    .toEqual([]);
});

test.each<[string, (attempt: number) => Posted, object, number]>([
  [
    'posted at the last attempt that there is',
    (attempt) => (attempt < 3 ? FAILED : { kind: 'posted' }),
    { attempts: 3 },
    3,
  ],
  ['dropped after it', () => FAILED, { reason: 'status 503' }, 3],
  [
    'dropped at once where GitHub has no such commit',
    () => ({ kind: 'refused', status: 422 }),
    { reason: 'GitHub has no such commit: status 422' },
    1,
  ],
])('a status is %s', async (_what, answer, more, attempts) => {
  await (await open(answer)).vouch(pushed());
  for (const end of ends) await end();
  await expect
    .poll(() => told.map(({ detail }) => detail), { timeout: 20_000 })
    .toEqual([{ ...said, ...more }]);
  expect(tried).toHaveLength(attempts);
});

test('what cannot be noted is not forwarded', async () => {
  const opened = await open(() => ({ kind: 'posted' }));
  await rm(folder, { recursive: true, force: true });
  await writeFile(folder, 'no folder');
  await expect(opened.vouch(pushed())).rejects.toMatchObject({ code: 'journal-failed' });
});
