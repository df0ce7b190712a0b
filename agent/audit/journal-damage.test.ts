import { copyFile, readFile, rename, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  faultyDisk,
  intent,
  type JournalFolder,
  journalCode,
  journalFolder,
} from '../../test/support/journal.ts';
import type { JournalLimits } from './journal-limits.ts';
import { scanJournal } from './scan.ts';
import { listSegments, segmentPath } from './segment-name.ts';
import { chainPorts } from './verifier.ts';

const RECORDS = 6;
const LIMITS: Partial<JournalLimits> = { maxSegmentBytes: 500, retainedSegments: 1 };

let folder: JournalFolder;

beforeEach(async () => {
  folder = await journalFolder();
  const journal = await folder.open({ limits: LIMITS });
  for (let index = 0; index < RECORDS; index++) await journal.append(intent(`Jörg@${index}`));
  await journal.close();
});

afterEach(() => folder.remove());

async function pathOf(index: number): Promise<string> {
  const segment = (await listSegments(folder.directory)).at(index);
  if (segment === undefined) throw new Error(`the test journal has no segment ${index}`);
  return segment.path;
}

async function rewrite(path: string, change: (text: string) => string): Promise<void> {
  await writeFile(path, change(await readFile(path, 'latin1')), 'latin1');
}

async function opening(): Promise<string> {
  return journalCode(folder.open({ limits: LIMITS }).then((journal) => journal.close()));
}

function scan(): Promise<string> {
  return journalCode(scanJournal(folder.directory, 0, chainPorts(folder.key)));
}

async function acknowledge(seq: number): Promise<void> {
  const journal = await folder.open({ limits: LIMITS });
  await journal.acknowledge(seq);
  await journal.close();
}

/** Changes one bit in place and gives what undoes it. */
async function flip(path: string, byte: number, bit: number): Promise<() => Promise<void>> {
  const before = await readFile(path);
  const after = Buffer.from(before);
  after[byte] = (after[byte] ?? 0) ^ (1 << bit);
  await writeFile(path, after);
  return () => writeFile(path, before);
}

function lines(text: string): string[] {
  return text.split('\n').slice(0, -1);
}

const unlines = (list: readonly string[]): string => list.map((line) => `${line}\n`).join('');

describe('damage anywhere but at a torn tail refuses to open', () => {
  test('one bit in any line, wherever it is', async () => {
    for (const { path } of await listSegments(folder.directory)) {
      let start = 0;
      for (const line of lines(await readFile(path, 'latin1'))) {
        const signature = line.indexOf('"signature"');
        const places = [
          0,
          1,
          line.indexOf('"detail"') + 4,
          line.indexOf('@'),
          signature + 14,
          line.length - 3,
          line.length,
        ];
        for (const place of places) {
          const undo = await flip(path, start + place, place % 8);
          expect([place, await scan()]).toEqual([place, 'damaged']);
          await undo();
        }
        start += line.length + 1;
      }
    }
    expect(await scan()).toBe('done');
  });

  test('one bit anywhere', async () => {
    const paths = (await listSegments(folder.directory)).map(({ path }) => path);
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...paths), fc.nat(), fc.nat(7), async (path, byte, bit) => {
        const { length } = await readFile(path);
        const undo = await flip(path, byte % length, bit);
        // A changed agent id is another agent's record before it is a damaged one.
        expect(['damaged', 'foreign-key']).toContain(await scan());
        await undo();
      }),
      { numRuns: 400 },
    );
  });

  test.each<[string, () => Promise<unknown>]>([
    ['a missing first segment', async () => rm(await pathOf(0))],
    ['a missing segment in the middle', async () => rm(await pathOf(1))],
    [
      'a segment that breaks off before another',
      async () => rewrite(await pathOf(0), (text) => text.slice(0, -9)),
    ],
    [
      'a segment without its last line',
      async () => rewrite(await pathOf(0), (text) => unlines(lines(text).slice(0, -1))),
    ],
    ['a line left out', async () => rewrite(await pathOf(0), (text) => unlines(lines(text).toSpliced(1, 1)))],
    [
      'a line twice',
      async () =>
        rewrite(await pathOf(0), (text) => unlines(lines(text).toSpliced(1, 0, lines(text)[1] ?? ''))),
    ],
    [
      'lines in another order',
      async () => rewrite(await pathOf(0), (text) => unlines(lines(text).toReversed())),
    ],
    ['an empty line', async () => rewrite(await pathOf(-1), (text) => `${text}\n`)],
    [
      'a line that ends as on Windows',
      async () => rewrite(await pathOf(-1), (text) => text.replace('\n', '\r\n')),
    ],
    ['a byte order mark', async () => rewrite(await pathOf(0), (text) => `\xef\xbb\xbf${text}`)],
    [
      'zeros in the middle of the last segment',
      async () => rewrite(await pathOf(-1), (text) => text.replace(/^.{40}/, '\0'.repeat(40))),
    ],
    [
      'a whole foreign line at the end',
      async () => rewrite(await pathOf(-1), (text) => `${text}{"record":{}}\n`),
    ],
    [
      'a segment under another name',
      async () => rename(await pathOf(-1), segmentPath(folder.directory, 99).path),
    ],
    [
      'a copy of a segment as the next',
      async () => copyFile(await pathOf(-1), segmentPath(folder.directory, 7).path),
    ],
  ])('%s', async (_name, damage) => {
    await damage();
    expect(await opening()).toBe('damaged');
  });

  test('an end before what the collector acknowledged', async () => {
    await acknowledge(RECORDS);
    await rewrite(await pathOf(-1), (text) => unlines(lines(text).slice(0, -1)));
    expect(await opening()).toBe('damaged');
  });

  test('no segments at all, when the collector acknowledged some', async () => {
    await acknowledge(RECORDS);
    for (const { path } of await listSegments(folder.directory)) await rm(path);
    expect(await opening()).toBe('damaged');
  });

  test('a beginning that was removed, when nobody knows that the collector has it', async () => {
    await acknowledge(RECORDS);
    await rm(join(folder.directory, 'acknowledged'));
    expect(await opening()).toBe('damaged');
  });

  test('an acknowledgement of which neither slot is whole', async () => {
    await rewrite(join(folder.directory, 'acknowledged'), (text) => text.replaceAll('0', '1'));
    expect(await opening()).toBe('damaged');
  });

  test('what cannot be opened is left as it was', async () => {
    const path = await pathOf(-1);
    await rewrite(path, (text) => `${text}{"record":{}}\n{"rec`);
    const before = await readFile(path);
    expect(await opening()).toBe('damaged');
    expect(await readFile(path)).toEqual(before);
  });
});

test('the journal of another agent is named as such', async () => {
  const other = await journalFolder();
  await rm(join(folder.directory, 'lock'));
  await rename(folder.directory, other.directory);
  expect(await journalCode(other.open())).toBe('foreign-key');
  await rename(other.directory, folder.directory);
  await other.remove();
});

describe('a torn tail is cut, and a record says so', () => {
  async function reopen(): Promise<readonly [string | null, unknown][]> {
    const journal = await folder.open({ limits: LIMITS });
    await journal.append(intent('next'));
    await journal.close();
    expect(await folder.verify()).toMatchObject({ kind: 'valid' });
    return (await folder.records()).map(({ record }) => [record.exchange ?? record.event, record.detail]);
  }

  test('wherever the last line was cut', async () => {
    const path = await pathOf(-1);
    const whole = await readFile(path);
    const lastLine = whole.lastIndexOf('\n', whole.length - 2) + 1;
    for (let length = lastLine + 1; length < whole.length - 1; length += 7) {
      const own = await scanOf(path, whole.subarray(0, length));
      expect(own).toMatchObject({ tail: 'torn', head: { seq: RECORDS - 1 } });
    }
  });

  async function scanOf(path: string, bytes: Buffer) {
    await writeFile(path, bytes);
    return scanJournal(folder.directory, 0, chainPorts(folder.key));
  }

  test.each([
    ['half a line', ''],
    ['half a line and zeros', '\0'.repeat(500)],
  ])('%s', async (_name, zeros) => {
    const path = await pathOf(-1);
    const whole = await readFile(path, 'latin1');
    await writeFile(path, `${whole.slice(0, -100)}${zeros}`, 'latin1');
    const last = lines(whole).at(-1) ?? '';
    const seen = await reopen();
    expect(seen.map(([name]) => name).slice(RECORDS - 2)).toEqual([
      `Jörg@${RECORDS - 2}`,
      'journal.repaired',
      'next',
    ]);
    expect(seen.at(-2)?.[1]).toEqual({ cause: 'torn-tail', cutBytes: last.length + 1 - 100 + zeros.length });
  });

  test('and says so though nothing else is ever appended', async () => {
    const path = await pathOf(-1);
    await truncate(path, (await readFile(path)).length - 100);
    expect(await opening()).toBe('done');
    expect((await folder.records()).at(-1)?.record.event).toBe('journal.repaired');
  });

  test('on a disk that takes no record of it, the next append writes both', async () => {
    const path = await pathOf(-1);
    await truncate(path, (await readFile(path)).length - 100);
    let full = true;
    const fileSystem = faultyDisk((call) =>
      full && call === 'write' ? { kind: 'fail', code: 'ENOSPC' } : undefined,
    );
    const journal = await folder.open({ limits: LIMITS, fileSystem });
    expect(journal.state()).toEqual({ kind: 'failed', reason: 'ENOSPC' });
    full = false;
    await journal.append(intent('next'));
    await journal.close();
    const names = (await folder.records()).map(({ record }) => record.exchange ?? record.event);
    expect(names.slice(-2)).toEqual(['journal.repaired', 'next']);
  });

  test('zeros alone after a whole line', async () => {
    await rewrite(await pathOf(-1), (text) => `${text}${'\0'.repeat(4096)}`);
    expect((await reopen()).at(-2)).toEqual(['journal.repaired', { cause: 'torn-tail', cutBytes: 4096 }]);
  });

  test('a record whose line feed alone is missing is kept', async () => {
    const path = await pathOf(-1);
    await truncate(path, (await readFile(path)).length - 1);
    expect((await reopen()).map(([name]) => name).slice(-2)).toEqual([`Jörg@${RECORDS - 1}`, 'next']);
  });

  test('a segment that was made and never written', async () => {
    await writeFile(segmentPath(folder.directory, RECORDS + 1).path, '');
    expect((await reopen()).map(([name]) => name).slice(-2)).toEqual([`Jörg@${RECORDS - 1}`, 'next']);
  });
});

describe('the acknowledgement', () => {
  test.each([0, 1])('survives the loss of slot %d, one step behind at most', async (slot) => {
    const keepAll = { ...LIMITS, retainedSegments: 9 };
    const first = await folder.open({ limits: keepAll });
    await first.acknowledge(1);
    await first.acknowledge(2);
    await first.close();
    await rewrite(join(folder.directory, 'acknowledged'), (text) => {
      const at = slot * 512;
      return `${text.slice(0, at)}9${text.slice(at + 1)}`;
    });
    const again = await folder.open({ limits: keepAll });
    expect(again.acknowledged()).toBe(slot === 0 ? 1 : 2);
    await again.close();
  });

  test('that was cut while it was made is made again', async () => {
    await truncate(join(folder.directory, 'acknowledged'), 100);
    expect(await opening()).toBe('done');
  });
});
