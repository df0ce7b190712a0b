import fc from 'fast-check';
import { expect, test } from 'vitest';
import { CollectorError } from '../../agent/collector-client/collector-error.ts';
import type { RecordsQuery, StoredRecord } from '../../protocol/collector-api.ts';
import { storedRecord } from '../../test/support/stored-record.ts';
import { ExportError } from './export-error.ts';
import { DEFAULT_STREAM_LIMITS, type StreamOptions, streamRecords } from './stream.ts';
import { ALL_TAKEN, type Target } from './target.ts';

const LIMITS = { ...DEFAULT_STREAM_LIMITS, maxPage: 4, pollMs: 1, retryMs: 1, maxRetryMs: 2 };

interface World {
  readonly taken: number[];
  readonly saved: number[];
  readonly waits: string[];
  readonly options: StreamOptions;
}

/** A collector of `count` records, and a target of parts of `size` that fails as `faults` say, one a call. */
function world({
  count = 10,
  size = 3,
  faults = [],
}: {
  count?: number;
  size?: number;
  faults?: (Error | null)[];
}): World {
  const records = Array.from({ length: count }, (_, at) => storedRecord({}, at + 1));
  const [taken, saved, waits]: [number[], number[], string[]] = [[], [], []];
  const failing = [...faults];
  const target: Target = {
    *parts(page: readonly StoredRecord[]) {
      for (let from = 0; from < page.length; from += size) {
        const part = page.slice(from, from + size);
        yield {
          count: part.length,
          send: async () => {
            const fault = failing.shift() ?? null;
            if (fault !== null) throw fault;
            taken.push(...part.map(({ id }) => id));
            return ALL_TAKEN;
          },
        };
      }
    },
  };
  const client = {
    records: async ({ after = 0, limit = 1 }: RecordsQuery) => {
      const page = records.filter(({ id }) => id > after).slice(0, limit);
      return { records: page, next: page.length < limit ? null : (page.at(-1)?.id ?? null) };
    },
  };
  const cursor = { after: 0, save: async (after: number) => void saved.push(after) };
  const onWait = ({ message }: Error) => void waits.push(message);
  const options = {
    client,
    filter: {},
    target,
    cursor,
    follow: false,
    limits: LIMITS,
    onWait,
    onRejected: () => {},
  };
  return { taken, saved, waits, options };
}

const never = new AbortController().signal;
const later = () => new ExportError('try-later', 'busy');

test('every record goes once, in order, and the cursor follows what was taken', async () => {
  const { taken, saved, options } = world({});
  expect(await streamRecords(options, never)).toEqual({ records: 10, rejected: 0, after: 10 });
  expect(taken).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  expect(saved).toEqual([3, 4, 7, 8, 10]);
});

test('it goes on after its cursor', async () => {
  const { taken, options } = world({});
  await streamRecords({ ...options, cursor: { ...options.cursor, after: 8 } }, never);
  expect(taken).toEqual([9, 10]);
});

test('whatever fails in between, nothing is left out and nothing is taken twice', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.constantFrom(null, 'later'), { maxLength: 12 }),
      fc.integer({ min: 1, max: 5 }),
      async (faults, size) => {
        const faulty = world({ size, faults: faults.map((each) => (each === null ? null : later())) });
        await streamRecords({ ...faulty.options, limits: { ...LIMITS, maxAttempts: 99 } }, never);
        expect(faulty.taken).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
      },
    ),
    { numRuns: 30 },
  );
});

test('a target that refuses ends it, with the cursor where it took the last', async () => {
  const { saved, options } = world({ faults: [null, null, new ExportError('refused', 'no')] });
  await expect(streamRecords(options, never)).rejects.toMatchObject({ code: 'refused' });
  expect(saved).toEqual([3, 4]);
});

test('a target that is away is tried so often and no oftener', async () => {
  const { waits, options } = world({ faults: Array.from({ length: 20 }, later) });
  await expect(streamRecords(options, never)).rejects.toMatchObject({ code: 'try-later' });
  expect(waits).toHaveLength(LIMITS.maxAttempts - 1);
});

test('a collector that is away is waited for, one that refuses is not', async () => {
  const { taken, waits, options } = world({});
  const faults = [new CollectorError('unreachable', 'away'), null, new CollectorError('refused', 'no')];
  const records: StreamOptions['client']['records'] = async (query) => {
    const fault = faults.shift() ?? null;
    if (fault !== null) throw fault;
    return options.client.records(query);
  };
  await expect(streamRecords({ ...options, client: { records } }, never)).rejects.toMatchObject({
    code: 'refused',
  });
  expect([taken, waits]).toEqual([[1, 2, 3, 4], ['away']]);
});

test('following, it takes up what comes, and stops between two parts', async () => {
  const { taken, saved, options } = world({ count: 5, size: 2 });
  const stop = new AbortController();
  let asked = 0;
  const records: StreamOptions['client']['records'] = async (query) => {
    asked += 1;
    // Nothing yet, twice.
    return asked <= 2 ? { records: [], next: null } : options.client.records(query);
  };
  const cursor = {
    after: 0,
    save: async (after: number) => {
      saved.push(after);
      if (after === 4) stop.abort();
    },
  };
  const streamed = await streamRecords(
    { ...options, client: { records }, cursor, follow: true },
    stop.signal,
  );
  expect(streamed).toEqual({ records: 4, rejected: 0, after: 4 });
  expect(taken).toEqual([1, 2, 3, 4]);
});

test('a stop ends the wait for a target that is away', async () => {
  const { saved, options } = world({ faults: Array.from({ length: 50 }, later) });
  const stop = new AbortController();
  const onWait = () => stop.abort();
  const limits = { ...LIMITS, retryMs: 600_000, maxRetryMs: 600_000 };
  expect(await streamRecords({ ...options, follow: true, limits, onWait }, stop.signal)).toMatchObject({
    records: 0,
  });
  expect(saved).toEqual([]);
});
