import { afterEach, describe, expect, test } from 'vitest';
import { apiFailure } from '../api-fault.ts';
import { type Indexer, openIndexer } from './indexer.ts';

const opened: Indexer[] = [];

afterEach(async () => {
  for (const indexer of opened.splice(0)) await indexer.close();
});

/** Of a store with so many records, to which as many come with each that is indexed. */
function indexerOf(
  stored: number,
  { indexWaitMs, coming = 0 }: { readonly indexWaitMs: number; readonly coming?: number },
) {
  const progress = { stored, indexed: 0 };
  const search = {
    progress: async () => ({ ...progress }),
    behind: async () => progress.stored - progress.indexed,
    indexNext: async () => {
      if (progress.indexed === progress.stored) return 0;
      progress.indexed += 1;
      progress.stored += coming;
      return 1;
    },
  };
  const indexer = openIndexer({
    store: { search },
    limits: { indexPauseMs: 0, indexWaitMs, maxIndexedAtOnce: 1 },
    checkSome: async () => false,
    onDone: () => {},
    onFault: () => {},
  });
  opened.push(indexer);
  return { indexer, progress };
}

test('records that come while the last look at what is left is under way are made findable, too', async () => {
  const progress = { stored: 0, indexed: 0 };
  const { promise: found, resolve } = Promise.withResolvers<void>();
  const search = {
    progress: async () => ({ ...progress }),
    behind: async () => progress.stored - progress.indexed,
    indexNext: async () => {
      const left = progress.stored - progress.indexed;
      progress.indexed = progress.stored;
      if (left > 0) resolve();
      else if (progress.stored === 0) store();
      return left;
    },
  };
  const indexer = openIndexer({
    store: { search },
    limits: { indexPauseMs: 0, indexWaitMs: 0, maxIndexedAtOnce: 1 },
    checkSome: async () => false,
    onDone: () => {},
    onFault: () => {},
  });
  opened.push(indexer);
  function store(): void {
    progress.stored += 1;
    indexer.nudge();
  }
  await found;
  expect(progress).toEqual({ stored: 1, indexed: 1 });
});

const refusalOf = (search: Promise<void>) => search.then(() => null, apiFailure);

describe('a search', () => {
  test('waits until everything stored before can be found', async () => {
    const { indexer, progress } = indexerOf(50, { indexWaitMs: 60_000 });
    await indexer.upToDate();
    expect(progress).toEqual({ stored: 50, indexed: 50 });
  });

  test('does not wait for what comes meanwhile', async () => {
    const { indexer, progress } = indexerOf(50, { indexWaitMs: 60_000, coming: 1 });
    await indexer.upToDate();
    expect(progress.indexed).toBeGreaterThanOrEqual(50);
    expect(progress.stored).toBeGreaterThan(progress.indexed);
  });

  test('is refused with how many are left, when that takes longer than the limit', async () => {
    const { indexer } = indexerOf(Number.MAX_SAFE_INTEGER, { indexWaitMs: 5 });
    const refusal = await refusalOf(indexer.upToDate());
    expect(refusal).toMatchObject({ status: 503, body: { error: { code: 'indexing' } } });
    expect(refusal?.body.error.message).toMatch(/^\d+ records cannot be found by what they say yet$/);
  });

  test('is refused when the collector ends before, and ends with it', async () => {
    const { indexer } = indexerOf(Number.MAX_SAFE_INTEGER, { indexWaitMs: 60_000 });
    const refusal = refusalOf(indexer.upToDate());
    await indexer.close();
    expect(await refusal).toMatchObject({ body: { error: { code: 'indexing' } } });
    expect(await refusalOf(indexer.upToDate())).toMatchObject({ body: { error: { code: 'indexing' } } });
  });
});
