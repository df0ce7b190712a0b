import { access, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { verifyEd25519 } from '../../collector/ingest/verify-signature.ts';
import { type Evidence, exportedEvidence, writeLines } from '../../test/support/evidence.ts';
import type { Manifest } from './bundle.ts';
import type { FindingKind } from './finding.ts';
import { trustedLog } from './trust-key.ts';
import { type VerifyReport, verifyBundle } from './verify.ts';

let evidence: Evidence;

afterEach(() => evidence.remove());

async function verify(folder: string): Promise<VerifyReport> {
  const key = await trustedLog(evidence.key);
  return verifyBundle({ folder, key, receipts: [], verify: verifyEd25519 });
}

function named({
  findings,
}: VerifyReport): readonly (readonly [FindingKind, string | null, number | null])[] {
  return findings.map(({ kind, agent, seq }) => [kind, agent, seq]);
}

describe('what an agent wrote of the log it saw', () => {
  test.each([
    ['another root', { size: 100, root: 'f'.repeat(64) }],
    ['more than there was', { size: 1000, root: 'f'.repeat(64) }],
    ['no size', { size: -1, root: 'f'.repeat(64) }],
  ])('%s: the collector showed two logs, and the record is named', async (_name, log) => {
    const seen = { event: 'agent.stopped', detail: { log } } as const;
    evidence = await exportedEvidence(240, { change: (seq) => (seq === 91 ? seen : {}) });
    const [one, two] = evidence.chains;
    expect(named(await verify(evidence.folder))).toEqual([
      ['log-forked', one.id, 91],
      ['log-forked', two.id, 91],
    ]);
  });

  test('that it stopped shipping is passed on', async () => {
    const rejected = { event: 'log.rejected', detail: { fault: 'log-fork' } } as const;
    evidence = await exportedEvidence(20, { change: (seq) => (seq === 7 ? rejected : {}) });
    const [one, two] = evidence.chains;
    expect(named(await verify(evidence.folder))).toEqual([
      ['log-rejected', one.id, 7],
      ['log-rejected', two.id, 7],
    ]);
  });
});

describe('an excerpt', () => {
  const few = (seq: number) => (seq % 100 === 3 ? { session: 's2' } : {});

  test('holds what was asked for, with no more of the log than proves it, and names what is missing of it', async () => {
    evidence = await exportedEvidence(2000, { change: few, filter: { session: 's2' } });
    const report = await verify(evidence.folder);
    expect(report).toMatchObject({ size: 2000, records: 20, findings: [], filter: { session: 's2' } });
    const manifest = JSON.parse(await readFile(join(evidence.folder, 'bundle.json'), 'utf8')) as Manifest;
    expect(manifest.ranges).toHaveLength(20);
    const [first, ...rest] = await evidence.lines();
    await writeLines(evidence.folder, rest);
    expect(named(await verify(evidence.folder))).toEqual([
      ['record-dropped', first?.record.agent, first?.record.seq],
    ]);
  });

  test('leaves out the tiles of other records', async () => {
    const first = (seq: number) => (seq === 3 ? { session: 's2' } : {});
    evidence = await exportedEvidence(2000, { change: first, filter: { session: 's2' } });
    expect((await verify(evidence.folder)).findings).toEqual([]);
    await access(join(evidence.folder, 'log/tile/0/000'));
    await expect(access(join(evidence.folder, 'log/tile/0/003'))).rejects.toMatchObject({ code: 'ENOENT' });
  });
});

test.each([
  ['bundle.json', '{}'],
  ['bundle.json', 'no JSON'],
  ['agents.json', '[{}]'],
])('%s that says %s is no part of a bundle', async (name, content) => {
  evidence = await exportedEvidence(2);
  await writeFile(join(evidence.folder, name), content);
  await expect(verify(evidence.folder)).rejects.toMatchObject({ code: 'not-a-bundle' });
});
