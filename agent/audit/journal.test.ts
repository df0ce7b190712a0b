import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { FIRST_PREV } from '../../protocol/audit-record.ts';
import {
  faultyDisk,
  intent,
  type JournalFolder,
  journalCode,
  journalFolder,
} from '../../test/support/journal.ts';
import type { Journal } from './journal.ts';
import type { JournalLimits } from './journal-limits.ts';
import type { JournalEntry } from './sealer.ts';
import { listSegments } from './segment-name.ts';

let folder: JournalFolder;
let open: Journal[];

beforeEach(async () => {
  folder = await journalFolder();
  open = [];
});

afterEach(async () => {
  await Promise.all(open.map((journal) => journal.close()));
  await folder.remove();
});

async function openJournal(options: Parameters<JournalFolder['open']>[0] = {}): Promise<Journal> {
  const journal = await folder.open(options);
  open.push(journal);
  return journal;
}

async function fill(journal: Journal, count: number, padding = 0): Promise<void> {
  for (let index = 0; index < count; index++) await journal.append(intent(`x${index}`, padding));
}

describe('an append that cannot be kept is refused', () => {
  const circular: { self?: JournalEntry['detail'] } = {};
  circular.self = circular as JournalEntry['detail'];

  test.each<[string, JournalEntry, string]>([
    ['a record beyond the limit', intent('x', 5000), 'too-large'],
    ['half a surrogate pair', { ...intent('x'), detail: { path: '\ud800' } }, 'not-canonical'],
    ['a detail without end', { ...intent('x'), detail: circular as JournalEntry['detail'] }, 'not-canonical'],
    ['a session that has no UTF-8', { ...intent('x'), session: '\udc00' }, 'not-canonical'],
  ])('%s, and no number is lost by it', async (_name, entry, code) => {
    const journal = await openJournal({ limits: { maxRecordBytes: 4096 } });
    const [before, refused, after] = await Promise.all([
      journal.append(intent('before')),
      journalCode(journal.append(entry)),
      journal.append(intent('after')),
    ]);
    expect([before.seq, refused, after.seq]).toEqual([1, code, 2]);
    expect(journal.state()).toEqual({ kind: 'healthy' });
    expect(await folder.verify()).toMatchObject({ kind: 'valid', head: { seq: 2 } });
  });

  test('more appends than may wait', async () => {
    const journal = await openJournal({ limits: { maxQueuedRecords: 3 } });
    const codes = await Promise.all(
      Array.from({ length: 5 }, (_, n) => journalCode(journal.append(intent(`${n}`)))),
    );
    expect(codes).toEqual(['done', 'done', 'done', 'overloaded', 'overloaded']);
  });

  test('any append to a closed journal', async () => {
    const journal = await openJournal();
    await journal.close();
    expect(await journalCode(journal.append(intent('x')))).toBe('closed');
    expect(await journalCode(journal.acknowledge(0))).toBe('closed');
  });
});

describe('what the collector has not acknowledged is bounded', () => {
  const limits = { maxUnacknowledgedBytes: 2000, reserveBytes: 1000 };

  async function untilFull(journal: Journal, options?: { reserve: boolean }): Promise<number> {
    for (let count = 0; ; count++) {
      if ((await journalCode(journal.append(intent(`x${count}`), options))) === 'full') return count;
    }
  }

  test('intents are refused first, then what may use the reserve', async () => {
    const journal = await openJournal({ limits });
    const intents = await untilFull(journal);
    const reserved = await untilFull(journal, { reserve: true });
    expect([intents > 0, reserved > 0]).toEqual([true, true]);
    expect(journal.head().seq).toBe(intents + reserved);
    expect(journal.state()).toEqual({ kind: 'full' });
  });

  test('an acknowledgement makes room again', async () => {
    const journal = await openJournal({ limits });
    await untilFull(journal, { reserve: true });
    await journal.acknowledge(journal.head().seq);
    expect(journal.state()).toEqual({ kind: 'healthy' });
    expect(await journalCode(journal.append(intent('again')))).toBe('done');
  });

  test('a restart does not forget what waits', async () => {
    const journal = await openJournal({ limits });
    await untilFull(journal);
    await journal.close();
    expect(await journalCode((await openJournal({ limits })).append(intent('more')))).toBe('full');
  });

  test('appends that come together do not pass the limit together', async () => {
    const journal = await openJournal({ limits });
    const codes = await Promise.all(
      Array.from({ length: 20 }, (_, n) => journalCode(journal.append(intent(`${n}`)))),
    );
    const bytes = (await folder.records()).map((record) => JSON.stringify(record).length + 1);
    expect(codes.filter((code) => code === 'done')).toHaveLength(bytes.length);
    expect(bytes.reduce((sum, length) => sum + length)).toBeLessThanOrEqual(limits.maxUnacknowledgedBytes);
  });
});

describe('an acknowledgement', () => {
  test.each([4, -1, 1.5, Number.NaN])('of %d, which was never written, is refused', async (seq) => {
    const journal = await openJournal();
    await fill(journal, 3);
    expect(await journalCode(journal.acknowledge(seq))).toBe('not-written');
  });

  test('is kept over a restart, and an older one does not undo it', async () => {
    const journal = await openJournal();
    await fill(journal, 3);
    await journal.acknowledge(2);
    await journal.acknowledge(1);
    await journal.close();
    expect((await openJournal()).acknowledged()).toBe(2);
  });

  test('removes segments nobody needs, and the chain goes on', async () => {
    const limits: Partial<JournalLimits> = { maxSegmentBytes: 1, retainedSegments: 2 };
    const journal = await openJournal({ limits });
    await fill(journal, 8);
    await journal.acknowledge(6);
    expect((await listSegments(folder.directory)).map(({ firstSeq }) => firstSeq)).toEqual([6, 7, 8]);
    expect(await journalCode(journal.read(0, 1000))).toBe('not-retained');
    await journal.close();
    const again = await openJournal({ limits });
    expect([again.head().seq, (await again.append(intent('next'))).seq]).toEqual([8, 9]);
    expect((await again.read(8, 1000))[0]?.record.exchange).toBe('next');
  });

  test('never removes a record that was not acknowledged', async () => {
    const journal = await openJournal({ limits: { maxSegmentBytes: 1, retainedSegments: 1 } });
    await fill(journal, 8);
    await journal.acknowledge(3);
    expect((await journal.read(3, 1))[0]?.record.seq).toBe(4);
  });
});

describe('reading', () => {
  test('gives the records after a number, in batches, over all segments', async () => {
    const journal = await openJournal({ limits: { maxSegmentBytes: 900 } });
    await fill(journal, 10);
    const seen: number[] = [];
    for (let after = 0; after < 10; after = seen.length) {
      const records = await journal.read(after, 700);
      seen.push(...records.map(({ record }) => record.seq));
    }
    expect(seen).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  });

  test.each([0, 1, 2])('after record %d of two, wherever the reader stopped before', async (after) => {
    const journal = await openJournal();
    await fill(journal, 2);
    await journal.read(1, 1);
    const records = await journal.read(after, 10_000);
    expect(records.map(({ record }) => record.seq)).toEqual([1, 2].slice(after));
  });

  test('gives at least one record, however long', async () => {
    const journal = await openJournal();
    await fill(journal, 2, 5000);
    expect(await journal.read(0, 1)).toHaveLength(1);
  });

  test('gives a record that an older, wider limit let in', async () => {
    const journal = await openJournal();
    await fill(journal, 2, 5000);
    await journal.close();
    expect(await (await openJournal({ limits: { maxRecordBytes: 1000 } })).read(0, 1)).toHaveLength(1);
  });
});

describe('waiting for a record', () => {
  test('ends when it is on disk', async () => {
    const journal = await openJournal();
    const waiting = journal.whenBeyond(1, new AbortController().signal).then(() => journal.head().seq);
    await fill(journal, 2);
    expect(await waiting).toBe(2);
  });

  test('ends with the signal', async () => {
    const journal = await openJournal();
    const controller = new AbortController();
    const waiting = journal.whenBeyond(0, controller.signal);
    controller.abort(new Error('enough'));
    await expect(waiting).rejects.toThrow('enough');
  });
});

test('a thousand appends at once make one chain with few flushes', async () => {
  let flushes = 0;
  const fileSystem = faultyDisk((call) => {
    if (call === 'datasync') flushes += 1;
    return undefined;
  });
  const journal = await openJournal({ fileSystem });
  const heads = await Promise.all(Array.from({ length: 1000 }, (_, n) => journal.append(intent(`x${n}`))));
  expect(heads.map(({ seq }) => seq)).toEqual(Array.from({ length: 1000 }, (_, n) => n + 1));
  expect(await folder.verify()).toEqual({ kind: 'valid', head: heads.at(-1) });
  expect(flushes).toBeLessThan(10);
});

test('closing writes what waits', async () => {
  const journal = await openJournal();
  const waiting = Promise.all(Array.from({ length: 50 }, (_, n) => journal.append(intent(`x${n}`))));
  await journal.close();
  expect((await waiting).at(-1)?.seq).toBe(50);
  expect(await folder.records()).toHaveLength(50);
});

test('an empty journal has the head that the first record follows', async () => {
  expect((await openJournal()).head()).toEqual({ seq: 0, hash: FIRST_PREV });
});

test('the folder and the records are for their owner alone', async () => {
  await fill(await openJournal(), 1);
  const mode = async (path: string): Promise<number> => (await stat(path)).mode & 0o777;
  expect(await mode(folder.directory)).toBe(0o700);
  expect(await mode(join(folder.directory, '0000000000000001.jsonl'))).toBe(0o600);
});

test.each<[string, Partial<JournalLimits>]>([
  ['nought', { maxRecordBytes: 0 }],
  ['a fraction', { maxBatchBytes: 0.5 }],
  ['not a number', { maxUnacknowledgedBytes: Number.NaN }],
  ['a segment too long to be read back', { maxSegmentBytes: 2 ** 30 }],
  ['no segment kept', { retainedSegments: 0 }],
])('limits that could not hold are refused: %s', async (_name, limits) => {
  expect(await journalCode(openJournal({ limits }))).toBe('bad-limits');
});
