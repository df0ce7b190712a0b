import { describe, expect, test } from 'vitest';
import { journalCode } from '../../test/support/journal.ts';
import { CommitQueue, type Waiting } from './commit-queue.ts';

/** Longer than any test: what is committed before was not waited for. */
const NEVER_MS = 3_600_000;
const LINGERS = { lingers: true };

interface Scene {
  readonly queue: CommitQueue<string, number>;
  /** What each commit took. */
  readonly commits: string[][];
}

function scene(options: { readonly maxLingerMs?: number; readonly maxBatch?: number } = {}): Scene {
  const { maxLingerMs = NEVER_MS, maxBatch = 100 } = options;
  const commits: string[][] = [];
  const commit = async (take: () => Waiting<string, number> | undefined): Promise<void> => {
    const batch: string[] = [];
    commits.push(batch);
    for (let next = take(); next !== undefined; next = batch.length < maxBatch ? take() : undefined) {
      batch.push(next.item);
      next.resolve(commits.length);
    }
    // A flush takes a while, in which others arrive.
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { queue: new CommitQueue({ maxWaiting: 4, maxLingerMs, commit }), commits };
}

describe('what lingers', () => {
  test('is committed in its place with what comes after it', async () => {
    const { queue, commits } = scene();
    const lingering = [queue.submit('answer', LINGERS), queue.submit('outcome', LINGERS)];
    expect(await queue.submit('intent')).toBe(1);
    expect(await Promise.all(lingering)).toEqual([1, 1]);
    expect(commits).toEqual([['answer', 'outcome', 'intent']]);
  });

  test('is committed by itself when nothing comes', async () => {
    const { queue, commits } = scene({ maxLingerMs: 1 });
    await Promise.all([queue.submit('answer', LINGERS), queue.submit('outcome', LINGERS)]);
    await queue.submit('later', LINGERS);
    expect(commits).toEqual([['answer', 'outcome'], ['later']]);
  });

  test('lets what is under way end without it', async () => {
    const { queue, commits } = scene();
    const intent = queue.submit('intent');
    await intent;
    const lingering = queue.submit('outcome', LINGERS);
    await new Promise((resolve) => setImmediate(resolve));
    await new Promise((resolve) => setImmediate(resolve));
    expect(commits).toEqual([['intent']]);
    await queue.submit('next');
    expect(await lingering).toBe(2);
  });

  test('is committed when the queue is closed', async () => {
    const { queue, commits } = scene();
    const lingering = queue.submit('outcome', LINGERS);
    await queue.close();
    expect(await lingering).toBe(1);
    expect(commits).toEqual([['outcome']]);
    expect(await journalCode(queue.submit('more', LINGERS))).toBe('closed');
  });

  test('counts among those that wait', async () => {
    const { queue } = scene();
    for (const name of ['a', 'b', 'c', 'd']) void queue.submit(name, LINGERS);
    expect(await journalCode(queue.submit('e', LINGERS))).toBe('overloaded');
    await queue.close();
  });

  test('goes before what is urgent also where one batch cannot hold both', async () => {
    const { queue, commits } = scene({ maxBatch: 1 });
    const lingering = queue.submit('outcome', LINGERS);
    expect(await queue.submit('intent')).toBe(2);
    expect(await lingering).toBe(1);
    expect(commits).toEqual([['outcome'], ['intent']]);
  });
});

test('those that arrive during one commit share the next', async () => {
  const { queue, commits } = scene();
  const first = queue.submit('first');
  await first;
  await Promise.all([queue.submit('second'), queue.submit('third', LINGERS)]);
  expect(commits).toEqual([['first'], ['second', 'third']]);
});
