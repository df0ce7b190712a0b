import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { CollectorClient } from '../../agent/collector-client/client.ts';
import { openAccessJournal } from '../../collector/access/access-journal.ts';
import { openCollectorKey } from '../../collector/identity/collector-key.ts';
import { verifyEd25519 } from '../../collector/ingest/verify-signature.ts';
import { DEFAULT_COLLECTOR_LIMITS } from '../../collector/limits.ts';
import { canonicalJson } from '../../protocol/canonical-json.ts';
import { openTestCollector, type TestCollector } from '../../test/support/collector.ts';
import type { Manifest } from './bundle.ts';
import { exportBundle } from './export.ts';
import { trustedLog } from './trust-key.ts';
import { type VerifyReport, verifyBundle } from './verify.ts';

const SOON = { timeout: 30_000, interval: 20 };
const READS = 5;

let collector: TestCollector;
let auditor: CollectorClient;
let home: string;
let bundle: string;
let copies = 0;

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'countersign-access-'));
  bundle = join(home, 'bundle');
  collector = await openTestCollector({ accessAnchorMs: 20, publishMs: 0 });
  auditor = await collector.client('auditor');
  for (let read = 0; read < READS; read++) await auditor.records({ session: `s${read}` });
  await vi.waitFor(async () => {
    const last = (await auditor.records({ event: 'access.anchored' })).records.at(-1);
    expect(last?.record.detail['seq']).toBeGreaterThan(READS);
    const checkpoint = Buffer.from(await auditor.logFile('checkpoint')).toString();
    expect(Number(checkpoint.split('\n')[1])).toBeGreaterThan(last?.index ?? 0);
  }, SOON);
  await exportBundle({ client: auditor, folder: bundle, filter: null, now: collector.now() });
});

afterAll(async () => {
  await collector.close();
  await rm(home, { recursive: true });
});

async function verified(folder: string): Promise<VerifyReport> {
  const key = await trustedLog((await auditor.log(0)).publicKey);
  return verifyBundle({ folder, key, receipts: [], verify: verifyEd25519 });
}

type Lines = readonly string[];

/** A copy of the bundle, with the journal or what is said of it as somebody changed it. */
async function spoiled(change: { readonly lines?: (lines: Lines) => Lines; readonly manifest?: object }) {
  copies += 1;
  const folder = join(home, `copy-${copies}`);
  await cp(bundle, folder, { recursive: true });
  const path = join(folder, 'access.jsonl');
  const lines = (await readFile(path, 'utf8')).split('\n').slice(0, -1);
  await writeFile(path, (change.lines?.(lines) ?? lines).map((line) => `${line}\n`).join(''));
  const manifest = JSON.parse(await readFile(join(folder, 'bundle.json'), 'utf8')) as Manifest;
  await writeFile(join(folder, 'bundle.json'), JSON.stringify({ ...manifest, ...change.manifest }));
  return folder;
}

test('a whole bundle holds the access journal, and its ends in the log bear it out', async () => {
  const report = await verified(bundle);
  expect(report.findings).toEqual([]);
  expect(report.access).toMatchObject({ elsewhere: 0 });
  expect(report.access?.records).toBeGreaterThan(READS);
});

test.each<[string, (lines: Lines) => Lines, string, RegExp]>([
  ['cut off its end', (lines) => lines.slice(0, 3), 'access-cut', /^records 4 to \d+ of the access journal/],
  ['emptied', () => [], 'access-cut', /^records 1 to/],
  [
    'altered',
    (lines) => lines.map((line, at) => (at === 2 ? line.replace('s2', 's9') : line)),
    'access-altered',
    /^record 3 .*bad-signature/,
  ],
  ['robbed of one', (lines) => lines.toSpliced(1, 1), 'access-altered', /^record 3 .*wrong-sequence/],
  [
    'put in another order',
    (lines) => [...lines.slice(0, 1), ...lines.slice(1, 3).toReversed(), ...lines.slice(3)],
    'access-altered',
    /^record 3 .*wrong-sequence/,
  ],
  ['given a line that is none', (lines) => lines.with(1, '{}'), 'access-altered', /^line 2 /],
])('a journal that was %s is found, and the record named', async (_what, lines, kind, text) => {
  const { findings } = await verified(await spoiled({ lines }));
  expect(findings.map((finding) => [finding.kind, text.test(finding.text)])).toEqual([[kind, true]]);
});

test('a bundle that says nothing of a journal which the log has is found out', async () => {
  const { findings } = await verified(await spoiled({ manifest: { access: undefined } }));
  expect(findings.map(({ kind }) => kind)).toEqual(['access-cut']);
});

test('a journal under another name leaves one that is missing', async () => {
  const access = { journal: '0'.repeat(32), records: 1 };
  const report = await verified(await spoiled({ manifest: { access }, lines: (lines) => lines.slice(0, 1) }));
  expect(report.access).toEqual({ records: 1, elsewhere: 1 });
});

test('one written anew with the key of the collector is another than the log has', async () => {
  const directory = join(home, 'forged');
  const key = openCollectorKey(collector.directory);
  const journal = await openAccessJournal({
    directory,
    key,
    clock: collector.now,
    limits: DEFAULT_COLLECTOR_LIMITS,
  });
  const nobody = { event: 'read', subject: 'nobody', session: null, detail: {} } as const;
  for (let read = 0; read < 2 * READS; read++) await journal.note(nobody);
  const records = await journal.page({ after: null, order: 'oldest', limit: 2 * READS });
  await journal.close();
  const lines = () =>
    records.map(({ record, signature }) => canonicalJson({ record: { ...record }, signature }));
  const { findings } = await verified(await spoiled({ lines }));
  expect(findings.map(({ kind }) => kind)).toEqual(['access-altered']);
  expect(findings[0]?.text).toMatch(/is another one than record \d+ of agent/);
});
