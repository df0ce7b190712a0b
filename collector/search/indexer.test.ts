import { afterEach, describe, expect, test } from 'vitest';
import { apiFailure } from '../api-fault.ts';
import { type Indexer, openIndexer } from './indexer.ts';

const opened: Indexer[] = [];

afterEach(async () => {
  for (const indexer of opened.splice(0)) await indexer.close();
});

/** Of an index that is complete once so many steps were taken. */
function indexerOf({ steps, indexWaitMs }: { readonly steps: number; readonly indexWaitMs: number }) {
  let left = steps;
  const search = {
    behind: async () => left,
    indexNext: async () => {
      if (left === 0) return 0;
      left -= 1;
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
  return { indexer, left: () => left };
}

const refusalOf = (search: Promise<void>) => search.then(() => null, apiFailure);

describe('a search', () => {
  test('waits until everything stored before can be found', async () => {
    const { indexer, left } = indexerOf({ steps: 50, indexWaitMs: 60_000 });
    await indexer.upToDate();
    expect(left()).toBe(0);
  });

  test('is refused with how many are left, when that takes longer than the limit', async () => {
    const { indexer } = indexerOf({ steps: Number.MAX_SAFE_INTEGER, indexWaitMs: 5 });
    const refusal = await refusalOf(indexer.upToDate());
    expect(refusal).toMatchObject({ status: 503, body: { error: { code: 'indexing' } } });
    expect(refusal?.body.error.message).toMatch(/^\d+ records cannot be found by what they say yet$/);
  });

  test('is refused when the collector ends before, and ends with it', async () => {
    const { indexer } = indexerOf({ steps: Number.MAX_SAFE_INTEGER, indexWaitMs: 60_000 });
    const refusal = refusalOf(indexer.upToDate());
    await indexer.close();
    expect(await refusal).toMatchObject({ body: { error: { code: 'indexing' } } });
    expect(await refusalOf(indexer.upToDate())).toMatchObject({ body: { error: { code: 'indexing' } } });
  });
});
