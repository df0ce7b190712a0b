import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { CollectorClient } from '../../agent/collector-client/client.ts';
import { verifyEd25519 } from '../../collector/ingest/verify-signature.ts';
import { startCollector } from '../../collector/server.ts';
import { isClosed, takeApart } from '../../protocol/record-content.ts';
import {
  openTestCollector,
  type TestChain,
  type TestCollector,
  testChain,
} from '../../test/support/collector.ts';
import { type BundleLine, formatBundleLine, parseBundleLine } from './bundle-line.ts';
import { exportBundle } from './export.ts';
import type { FindingKind } from './finding.ts';
import { trustedLog } from './trust-key.ts';
import { verifyBundle } from './verify.ts';

const DAY_MS = 24 * 60 * 60_000;
const SOON = { timeout: 30_000, interval: 20 };
const sha256 = (input: Uint8Array | string): string => createHash('sha256').update(input).digest('hex');

let collector: TestCollector;
let agent: CollectorClient;
let auditor: CollectorClient;
let chain: TestChain;
let home: string;
let bundles = 0;

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'countersign-destroyed-'));
  const retention = { prompt: 10 * DAY_MS, answer: null, review: null };
  collector = await openTestCollector(
    { retentionEveryMs: 20, retentionRetryMs: 20, publishMs: 0 },
    { retention },
  );
  agent = await collector.client('agent');
  auditor = await collector.client('auditor');
  chain = testChain();
  await agent.enrol({ publicKey: chain.publicKey });
  for (const side of ['prompt', 'answer']) {
    const detail = { side, salt: side, parts: [{ part: 0, text: `${side} itself` }] };
    await agent.sendRecords(chain.grow(2, { event: 'exchange.content', session: 's1', detail }));
  }
  collector.passTime(12 * DAY_MS);
  await destroyed(1);
  await published(5);
}, 60_000);

afterAll(async () => {
  await collector.close();
  await rm(home, { recursive: true, force: true });
});

/** Waits until the log says this often that something was destroyed. */
async function destroyed(times: number): Promise<void> {
  const told = async () => (await auditor.records({ event: 'content.destroyed' })).records.length;
  await vi.waitFor(async () => expect(await told()).toBe(times), SOON);
}

async function published(size: number): Promise<void> {
  const checkpoint = async () => Buffer.from(await auditor.logFile('checkpoint')).toString();
  await vi.waitFor(async () => expect((await checkpoint()).split('\n')[1]).toBe(`${size}`), SOON);
}

async function exported(filter: Parameters<typeof exportBundle>[0]['filter'] = null): Promise<string> {
  return exportedBy(auditor, filter);
}

async function exportedBy(
  client: CollectorClient,
  filter: Parameters<typeof exportBundle>[0]['filter'],
): Promise<string> {
  bundles += 1;
  const folder = join(home, `bundle-${bundles}`);
  await exportBundle({ client, folder, filter, now: collector.now() });
  return folder;
}

async function verified(folder: string) {
  const { publicKey } = JSON.parse(await readFile(join(folder, 'agents.json'), 'utf8')).find(
    ({ subject }: { readonly subject: string }) => subject === 'collector',
  );
  return verifyBundle({ folder, key: await trustedLog(publicKey), receipts: [], verify: verifyEd25519 });
}

type Edit = (lines: readonly BundleLine[]) => readonly BundleLine[];

async function edited(folder: string, edit: Edit): Promise<void> {
  const path = join(folder, 'records.jsonl');
  const lines = (await readFile(path, 'utf8')).trim().split('\n').map(parseBundleLine);
  const given = lines.filter((line) => line !== null);
  await writeFile(
    path,
    edit(given)
      .map((line) => `${formatBundleLine(line)}\n`)
      .join(''),
  );
}

test('a bundle of which something was destroyed holds, and says of how much', async () => {
  const report = await verified(await exported());
  expect(report).toMatchObject({ records: 5, withoutContent: 2, findings: [] });
});

test.each([
  ['asked for by its event', { event: 'exchange.content' } as const],
  ['asked for by its exchange', { exchange: 'x1' } as const],
])('an excerpt %s holds what says why something is missing', async (_name, filter) => {
  const report = await verified(await exported(filter));
  expect(report.findings).toEqual([]);
  expect(report.withoutContent).toBeGreaterThan(0);
});

describe('what is missing unlawfully is found', () => {
  const isTold = ({ signed }: BundleLine): boolean => signed.record.event === 'content.destroyed';
  const withRecord = (line: BundleLine, change: Partial<BundleLine['signed']['record']>): BundleLine => ({
    ...line,
    signed: { ...line.signed, record: { ...line.signed.record, ...change } },
  });

  test.each<[string, Edit, readonly FindingKind[]]>([
    [
      'content that nothing destroyed',
      (lines) => lines.map((line) => withRecord(line, takeApart(line.signed.record, sha256).closed)),
      ['content-missing', 'content-missing'],
    ],
    [
      'without the record that says so',
      (lines) => lines.filter((line) => !isTold(line)),
      ['records-truncated', 'content-missing', 'content-missing'],
    ],
    [
      'with a record that says more',
      (lines) => lines.map((line) => (isTold(line) ? withRecord(line, { session: 'another' }) : line)),
      ['record-altered', 'content-missing', 'content-missing'],
    ],
    [
      'another word put in its place',
      (lines) =>
        lines.map((line) =>
          isClosed(line.signed.record)
            ? withRecord(line, {
                detail: { side: 'prompt', salt: 'prompt', parts: [{ part: 0, text: 'nothing much' }] },
              })
            : line,
        ),
      ['record-altered', 'record-altered'],
    ],
  ])('%s', async (_name, edit, expected) => {
    const folder = await exported();
    await edited(folder, edit);
    const kinds = (await verified(folder)).findings.map(({ kind }) => kind);
    expect(kinds.toSorted()).toEqual(expected.toSorted());
  });

  test('an agent that says it was destroyed is not believed', async () => {
    const folder = await exported();
    const other = await mkdtemp(join(home, 'other-'));
    const foreign = await startCollector({ directory: other, port: 0, clock: collector.now });
    await foreign.close();
    const key = await trustedLog(foreign.publicKey);
    const { findings } = await verifyBundle({ folder, key, receipts: [], verify: verifyEd25519 });
    expect(findings.filter(({ kind }) => kind === 'content-missing')).toHaveLength(2);
  });
});

test('an export that meets a destruction on its way fails, and the next one holds', async () => {
  const detail = { side: 'prompt', salt: 'meanwhile', parts: [{ part: 0, text: 'asked meanwhile' }] };
  await agent.sendRecords(chain.grow(1, { event: 'exchange.content', session: 's2', detail }));
  await published(6);
  let isDestroyed = false;
  const met: CollectorClient = {
    ...auditor,
    records: async (query) => {
      if (!isDestroyed) {
        isDestroyed = true;
        collector.passTime(12 * DAY_MS);
        await destroyed(2);
      }
      return auditor.records(query);
    },
  };
  await expect(exportedBy(met, null)).rejects.toMatchObject({ code: 'destroyed-meanwhile' });
  await published(7);
  expect(await verified(await exported())).toMatchObject({ records: 7, withoutContent: 3, findings: [] });
});

test('what a collector destroyed against a hold, which somebody took out of its database, is found', async () => {
  const admin = await collector.client('admin');
  const detail = { side: 'prompt', salt: 'held', parts: [{ part: 0, text: 'asked and held' }] };
  await agent.sendRecords(chain.grow(1, { event: 'exchange.content', session: 's3', detail }));
  const released = await admin.hold({ session: 's3', reason: 'case 6' });
  await admin.releaseHold(released.id);
  const { id } = await admin.hold({ session: 's3', reason: 'case 7' });
  const database = new DatabaseSync(join(collector.directory, 'collector.db'), { timeout: 30_000 });
  database.prepare('UPDATE holds SET released_at = 1 WHERE id = ?').run(id);
  database.close();
  collector.passTime(12 * DAY_MS);
  await destroyed(3);
  await published(12);
  const { findings } = await verified(await exported());
  expect(findings).toMatchObject([{ kind: 'hold-broken', text: expect.stringContaining(`hold ${id} `) }]);
  expect((await verified(await exported({ session: 's3' }))).findings).toEqual([]);
});
