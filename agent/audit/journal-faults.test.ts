import { execFile, spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  type DiskCall,
  type DiskFault,
  faultyDisk,
  intent,
  type JournalFolder,
  journalCode,
  journalFolder,
} from '../../test/support/journal.ts';

let folder: JournalFolder;

beforeEach(async () => {
  folder = await journalFolder();
});

afterEach(() => folder.remove());

/** Fails calls as the lists say, each list used up from the front, then works. */
function scripted(script: Partial<Record<DiskCall, readonly DiskFault[]>>) {
  const left = new Map(Object.entries(script).map(([call, faults]) => [call, [...faults]]));
  return faultyDisk((call) => left.get(call)?.shift());
}

const fine: DiskFault = { kind: 'none' };
const full: DiskFault = { kind: 'fail', code: 'ENOSPC' };
const broken: DiskFault = { kind: 'fail', code: 'EIO' };
const short: DiskFault = { kind: 'short', bytes: 100 };
const nothing: DiskFault = { kind: 'short', bytes: 0 };

describe('a disk fault refuses the record, and the journal heals when the fault is over', () => {
  // The first write is that of the acknowledged file, the first datasync that of the record "before".
  test.each<[string, Partial<Record<DiskCall, readonly DiskFault[]>>, string, number]>([
    ['a write that fails', { write: [fine, fine, full] }, 'ENOSPC', 1],
    ['a write that stops short, then fails', { write: [fine, fine, short, full] }, 'ENOSPC', 1],
    ['a write that takes nothing', { write: [fine, fine, short, nothing] }, 'Error', 1],
    ['a flush that fails', { datasync: [fine, broken] }, 'EIO', 1],
    [
      'a flush that fails, and then the cut',
      { datasync: [fine, broken], truncate: [fine, broken] },
      'EIO',
      2,
    ],
    [
      'a flush that fails, and then that of the cut',
      { datasync: [fine, broken], sync: [fine, fine, broken] },
      'EIO',
      2,
    ],
    ['a new segment that cannot be made', { open: [fine, fine, full] }, 'ENOSPC', 1],
    ['a new segment whose name cannot be kept', { syncDirectory: [fine, fine, broken] }, 'EIO', 1],
    ['a new segment that takes half a record', { write: [fine, fine, short, full, full] }, 'ENOSPC', 2],
  ])('%s', async (_name, script, reason, refusals) => {
    const fileSystem = scripted(script);
    const journal = await folder.open({ fileSystem, limits: { maxSegmentBytes: 1 } });
    await journal.append(intent('before'));
    for (let refusal = 0; refusal < refusals; refusal++) {
      expect(await journalCode(journal.append(intent('refused')))).toBe('write-failed');
      expect(journal.state()).toEqual({ kind: 'failed', reason });
      expect(journal.head().seq).toBe(1);
    }
    await journal.append(intent('after'));
    expect(journal.state()).toEqual({ kind: 'healthy' });
    await journal.close();
    const records = await folder.records();
    expect(records.map(({ record }) => record.exchange)).toEqual(['before', null, 'after']);
    expect(records[1]?.record).toMatchObject({
      event: 'journal.repaired',
      detail: { cause: 'write-failed' },
    });
    expect(await folder.verify()).toMatchObject({ kind: 'valid' });
  });

  test('everybody in the flush that failed is refused, and the next flush takes the others', async () => {
    const fileSystem = scripted({ datasync: [broken] });
    const journal = await folder.open({ fileSystem, limits: { maxBatchBytes: 1000 } });
    const codes = await Promise.all(
      Array.from({ length: 9 }, (_, n) => journalCode(journal.append(intent(`${n}`)))),
    );
    const refused = codes.filter((code) => code === 'write-failed').length;
    await journal.close();
    expect(codes).toEqual(codes.toSorted().reverse());
    expect([refused > 0, refused < 9]).toEqual([true, true]);
    expect(await folder.verify()).toMatchObject({ kind: 'valid', head: { seq: 9 - refused + 1 } });
  });

  test('an acknowledgement that cannot be kept is refused and may be given again', async () => {
    const fileSystem = scripted({ datasync: [fine, broken] });
    const journal = await folder.open({ fileSystem });
    await journal.append(intent('x'));
    await expect(journal.acknowledge(1)).rejects.toMatchObject({ code: 'EIO' });
    expect(journal.acknowledged()).toBe(0);
    await journal.acknowledge(1);
    await journal.close();
    const again = await folder.open();
    expect(again.acknowledged()).toBe(1);
    await again.close();
  });

  test('opening that fails lets go of the folder', async () => {
    await expect(folder.open({ fileSystem: scripted({ sync: [fine, broken] }) })).rejects.toMatchObject({
      code: 'EIO',
    });
    await (await folder.open()).close();
  });
});

const fault = fc.oneof(
  { weight: 6, arbitrary: fc.constant(fine) },
  fc.constantFrom(full, broken),
  fc.record({ kind: fc.constant('short' as const), bytes: fc.integer({ min: 0, max: 1500 }) }),
);

test('whatever fails and whenever, what was acknowledged is kept, once and in order', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fault, { maxLength: 60 }),
      fc.integer({ min: 1, max: 3000 }),
      async (faults, bytes) => {
        const own = await journalFolder();
        await (await own.open()).close();
        const left = [...faults];
        let opened = false;
        const fileSystem = faultyDisk(() => (opened ? left.shift() : undefined));
        const journal = await own.open({
          fileSystem,
          limits: { maxSegmentBytes: bytes, maxBatchBytes: 900 },
        });
        opened = true;
        const acknowledged: { exchange: string; seq: number }[] = [];
        for (let group = 0; group < 8; group++) {
          await Promise.all(
            ['a', 'b', 'c'].map(async (lane) => {
              const exchange = `${group}${lane}`;
              const place = await journal.append(intent(exchange)).catch(() => null);
              if (place !== null) acknowledged.push({ exchange, seq: place.seq });
            }),
          );
        }
        opened = false;
        await journal.close();
        await (await own.open()).close();
        const records = await own.records();
        for (const { exchange, seq } of acknowledged)
          expect(records[seq - 1]?.record.exchange).toBe(exchange);
        const names = records.map(({ record }) => record.exchange).filter((name) => name !== null);
        expect(new Set(names).size).toBe(names.length);
        expect(await own.verify()).toMatchObject({ kind: 'valid' });
        await own.remove();
      },
    ),
    { numRuns: 60 },
  );
});

/** A file system of our own to fill up needs a mount namespace, which only Linux has and not everywhere allows. */
const mountable = spawnSync('unshare', ['-rm', 'sh', '-c', 'mount -t tmpfs tmpfs /mnt']).status === 0;

test.runIf(mountable)(
  'a real disk that fills up refuses records, and takes them again when it has room',
  async () => {
    const mountPoint = await mkdtemp(join(tmpdir(), 'small-disk-'));
    const script = join(import.meta.dirname, '../../test/support/fill-disk.ts');
    const mountAndRun = 'mount -t tmpfs -o size=512k,mode=700 tmpfs "$TMPDIR" && exec "$0" "$1"';
    const { stdout } = await promisify(execFile)(
      'unshare',
      ['-rm', 'sh', '-c', mountAndRun, process.execPath, script],
      {
        env: { ...process.env, TMPDIR: mountPoint },
      },
    );
    await rm(mountPoint, { recursive: true });
    const seen: { kept: number; records: number } = JSON.parse(stdout);
    expect(seen.kept).toBeGreaterThan(10);
    expect(seen).toMatchObject({
      code: 'write-failed',
      free: 0,
      failed: { kind: 'failed', reason: 'ENOSPC' },
      still: 'write-failed',
      healed: 'done',
      healthy: { kind: 'healthy' },
      remembered: 1,
      prevs: seen.kept,
      events: ['journal.repaired', 'exchange.intent'],
      verified: { kind: 'valid', head: { seq: seen.records } },
    });
  },
);
