import { generateKeyPairSync } from 'node:crypto';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { AuditRecord } from '../protocol/audit-record.ts';
import { logEntryBytes } from '../protocol/log-entry.ts';
import type { KeptReceipt } from '../protocol/log-receipt.ts';
import { formatBundle } from '../protocol/merkle/entry-bundle.ts';
import { bundlePath, tilePath, tilesBetween } from '../protocol/merkle/tile.ts';
import { leafHash } from '../protocol/merkle/tree-hash.ts';
import { type CliResult, runCli } from '../test/support/cli.ts';
import {
  type Evidence,
  exportedEvidence,
  type Line,
  verifyOnce,
  writeLines,
} from '../test/support/evidence.ts';
import { nodesOf, sha256 } from '../test/support/merkle.ts';
import { TestLog, testLogKey } from '../test/support/test-log.ts';
import { auditCommand } from './audit.ts';
import type { FindingKind } from './evidence/finding.ts';
import { trustedLog } from './evidence/trust-key.ts';
import { type VerifyReport, verifyBundle } from './evidence/verify.ts';

const COUNT = 10_000;
/** The record that is tampered with, somewhere in the middle. */
const AT = 4321;

let evidence: Evidence;

beforeAll(async () => {
  evidence = await exportedEvidence(COUNT);
}, 300_000);

afterAll(() => evidence.remove());

function verify(folder: string, ...more: readonly string[]): Promise<CliResult> {
  return runCli(folder, auditCommand, ['audit', 'verify', folder, '--trust', evidence.key, ...more]);
}

/** Kind and record of each finding. */
type Named = readonly [FindingKind, string | null, number | null];

const verifySignature = verifyOnce();

async function findings(folder: string, receipts: readonly KeptReceipt[] = []): Promise<readonly Named[]> {
  const key = await trustedLog(evidence.key);
  const { findings } = await verifyBundle({ folder, key, receipts, verify: verifySignature });
  return findings.map(({ kind, agent, seq }) => [kind, agent, seq]);
}

function named(kind: FindingKind, line: Line | undefined): Named {
  return [kind, line?.record.agent ?? null, line?.record.seq ?? null];
}

test('a bundle as it was exported holds, with the receipts of its agents', async () => {
  const folder = await evidence.copy();
  const receipts = await Promise.all(
    evidence.receipts.map(async (kept, at) => {
      const path = join(folder, `receipt-${at}.json`);
      await writeFile(path, JSON.stringify(kept));
      return ['--receipt', path];
    }),
  );
  const { out, exitCode } = await verify(folder, '--whole', ...receipts.flat());
  expect([out, exitCode]).toEqual([
    expect.stringMatching(
      /^10000 records of 2 agents hold; 10000 leaves of [^;]*; the whole log\n\d+ records of the access journal hold\neverything holds\n$/,
    ),
    0,
  ]);
});

describe('lines that were tampered with are named', () => {
  const resigned = (line: Line, change: Partial<AuditRecord>): Line => {
    const chain = evidence.chains.find(({ id }) => id === line.record.agent);
    if (chain === undefined) throw new Error('nobody signed this line');
    return { ...line, ...chain.sign({ ...line.record, ...change }) };
  };
  const at = (lines: readonly Line[], index: number): Line => {
    const line = lines[index];
    if (line === undefined) throw new Error(`there is no line ${index}`);
    return line;
  };
  /** The nearest line after `index` of the other agent. */
  const other = (lines: readonly Line[], index: number): number =>
    lines.findIndex(({ record }, place) => place > index && record.agent !== at(lines, index).record.agent);
  const detail = { path: 'README.md' };
  /** The last of its characters stands for two bits, and a decoder passes over the other four. */
  const respelt = (signature: string): string => {
    const last = String.fromCharCode(signature.charCodeAt(85) + 1);
    return `${signature.slice(0, 85)}${last}`;
  };

  test.each<
    [string, (lines: readonly Line[]) => readonly Line[], (lines: readonly Line[]) => readonly Named[]]
  >([
    [
      'altered',
      (lines) => lines.with(AT, { ...at(lines, AT), record: { ...at(lines, AT).record, detail } }),
      (lines) => [named('record-altered', lines[AT])],
    ],
    [
      'altered and signed anew by its agent',
      (lines) => lines.with(AT, resigned(at(lines, AT), { detail })),
      (lines) => [named('record-altered', lines[AT])],
    ],
    [
      'altered and signed by another agent',
      (lines) => {
        const theirs = at(lines, other(lines, AT));
        return lines.with(AT, { ...at(lines, AT), record: { ...theirs.record, detail } });
      },
      (lines) => [named('record-altered', lines[AT])],
    ],
    [
      'received at another time',
      (lines) => lines.with(AT, { ...at(lines, AT), receivedAt: '2026-11-21T07:00:00.000Z' }),
      (lines) => [named('record-altered', lines[AT])],
    ],
    [
      'given the signature of another',
      (lines) => lines.with(AT, { ...at(lines, AT), signature: at(lines, AT + 1).signature }),
      (lines) => [named('record-altered', lines[AT])],
    ],
    [
      'given another spelling of its signature',
      (lines) => lines.with(AT, { ...at(lines, AT), signature: respelt(at(lines, AT).signature) }),
      (lines) => [named('record-altered', lines[AT])],
    ],
    ['dropped', (lines) => lines.toSpliced(AT, 1), (lines) => [named('record-dropped', lines[AT])]],
    [
      'inserted',
      (lines) => lines.toSpliced(AT, 0, resigned(at(lines, AT), { seq: COUNT, session: 'never' })),
      (lines) => [['record-inserted', at(lines, AT).record.agent, COUNT]],
    ],
    [
      'inserted after the last',
      (lines) => [...lines, { ...resigned(at(lines, AT), { seq: COUNT }), index: COUNT }],
      (lines) => [['record-inserted', at(lines, AT).record.agent, COUNT]],
    ],
    [
      'repeated',
      (lines) => lines.toSpliced(AT, 0, at(lines, AT)),
      (lines) => [named('record-repeated', lines[AT])],
    ],
    [
      'put in another order',
      (lines) => lines.with(AT, at(lines, AT + 7)).with(AT + 7, at(lines, AT)),
      (lines) => [named('record-misplaced', lines[AT + 7]), named('record-misplaced', lines[AT])],
    ],
    [
      'put in each other’s place, of two agents',
      (lines) => {
        const [one, two] = [at(lines, AT), at(lines, other(lines, AT))];
        return lines.with(AT, { ...two, index: one.index }).with(two.index, { ...one, index: two.index });
      },
      (lines) => [named('record-misplaced', lines[other(lines, AT)]), named('record-misplaced', lines[AT])],
    ],
    [
      'cut off at the end',
      (lines) => lines.slice(0, -100),
      (lines) => [named('records-truncated', lines[COUNT - 100])],
    ],
    ['cut off altogether', () => [], (lines) => [named('records-truncated', lines[0])]],
  ])('%s', async (_name, tamper, expected) => {
    const folder = await evidence.copy();
    const lines = await evidence.lines();
    await writeLines(folder, tamper(lines));
    expect(await findings(folder)).toEqual(expected(lines));
  });

  test('spelt in another way', async () => {
    const folder = await evidence.copy();
    const path = join(folder, 'records.jsonl');
    const text = (await readFile(path, 'utf8')).split('\n');
    await writeFile(path, text.with(AT, `${text[AT]}\r`).join('\n'));
    const [line] = (await evidence.lines()).slice(AT);
    expect(await findings(folder)).toEqual([['line-unreadable', null, null], named('record-dropped', line)]);
  });
});

describe('a log that was tampered with', () => {
  /** Writes the files of another log in the place of the bundle's. */
  async function replaceLog(folder: string, log: TestLog): Promise<void> {
    await rm(join(folder, 'log'), { recursive: true });
    const nodes = nodesOf(log.entries.map((entry) => leafHash(logEntryBytes(entry), sha256)));
    for (const tile of tilesBetween(0, log.entries.length)) {
      const path = join(folder, 'log', tilePath(tile));
      const hashes = Array.from({ length: tile.width }, (_, at) =>
        nodes.node(tile.level * 8, tile.index * 256 + at),
      );
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, Buffer.concat(hashes));
      if (tile.level > 0) continue;
      const entries = log.entries.slice(tile.index * 256, tile.index * 256 + tile.width);
      const bundle = join(folder, 'log', bundlePath(tile));
      await mkdir(dirname(bundle), { recursive: true });
      await writeFile(bundle, formatBundle(entries.map(logEntryBytes)));
    }
    await writeFile(join(folder, 'log/checkpoint'), log.checkpoint());
  }

  test.each<[string, (note: string) => string]>([
    ['of another size', (note) => note.replace('\n10000\n', '\n10001\n')],
    [
      'of another root',
      (note) =>
        note
          .split('\n')
          .with(2, `${'A'.repeat(43)}=`)
          .join('\n'),
    ],
    ['signed by another key', () => new TestLog(testLogKey(), evidence.log.entries.slice(0, 9)).checkpoint()],
    ['not signed', (note) => note.slice(0, note.indexOf('\n\n') + 1)],
  ])('a checkpoint %s is forged', async (_name, forge) => {
    const folder = await evidence.copy();
    const path = join(folder, 'log/checkpoint');
    await writeFile(path, forge(await readFile(path, 'utf8')));
    expect(await findings(folder)).toEqual([['checkpoint-forged', null, null]]);
  });

  test('under a forged checkpoint the chains still name what is missing', async () => {
    const folder = await evidence.copy();
    const lines = await evidence.lines();
    await writeFile(join(folder, 'log/checkpoint'), 'none');
    await writeLines(folder, lines.toSpliced(AT, 1));
    expect(await findings(folder)).toEqual([
      ['checkpoint-forged', null, null],
      named('record-dropped', lines[AT]),
    ]);
  });

  test.each(['tile/0/016', 'tile/0/039.p/16', 'tile/1/000.p/39', 'tile/entries/016'])(
    'an altered byte of %s shows',
    async (tile) => {
      const folder = await evidence.copy();
      const path = join(folder, 'log', tile);
      const bytes = await readFile(path);
      bytes[100] = (bytes[100] ?? 0) ^ 1;
      await writeFile(path, bytes);
      const found = await findings(folder);
      expect(found.filter(([, agent]) => agent === null)).toEqual([['log-altered', null, null]]);
      expect(new Set(found.map(([kind]) => kind))).toEqual(new Set(['log-altered']));
    },
  );

  test('an older log, truly signed, is given away by a later receipt', async () => {
    const folder = await evidence.copy();
    const lines = await evidence.lines();
    await replaceLog(folder, evidence.log.fork(9000));
    await writeLines(folder, lines.slice(0, 9000));
    expect(await findings(folder)).toEqual([]);
    const [, kept] = evidence.receipts;
    const found = await findings(folder, [kept]);
    expect(found).toEqual([['records-truncated', kept.record.agent, kept.record.seq]]);
  });

  test('a log that one agent was shown and the other was not is given away by its receipt', async () => {
    const folder = await evidence.copy();
    const fork = evidence.log.fork(6000);
    const [{ record }] = evidence.receipts;
    for (let more = 0; more < 500; more++) fork.add({ ...record, seq: record.seq + more });
    const kept = { record: { ...record, seq: record.seq + 499 }, receipt: fork.receipt(6499) };
    const found = await findings(folder, [kept]);
    expect(found).toEqual([['log-forked', kept.record.agent, kept.record.seq]]);
  });

  test.each<[string, (kept: KeptReceipt) => KeptReceipt]>([
    ['another record', (kept) => ({ ...kept, record: { ...kept.record, hash: 'f'.repeat(64) } })],
    ['another place', (kept) => ({ ...kept, receipt: { ...kept.receipt, index: 17 } })],
    [
      'another key',
      (kept) => ({
        ...kept,
        receipt: new TestLog(testLogKey(), evidence.log.entries.slice(0, 100)).receipt(17),
      }),
    ],
    ['no proof', (kept) => ({ ...kept, receipt: { ...kept.receipt, inclusion: [] } })],
  ])('a receipt forged with %s is named', async (_name, forge) => {
    const folder = await evidence.copy();
    const [kept] = evidence.receipts;
    const found = await findings(folder, [forge(kept)]);
    expect(found).toEqual([['receipt-forged', kept.record.agent, kept.record.seq]]);
  });
});

describe('keys', () => {
  test('of agents that were exchanged show', async () => {
    const folder = await evidence.copy();
    const path = join(folder, 'agents.json');
    const agents = JSON.parse(await readFile(path, 'utf8')) as { agent: string; publicKey: string }[];
    const [one, two] = agents;
    await writeFile(path, JSON.stringify([{ ...one, publicKey: two?.publicKey }, two]));
    const found = await findings(folder);
    expect(found.filter(([kind]) => kind === 'agent-key-altered')).toContainEqual([
      'agent-key-altered',
      one?.agent,
      null,
    ]);
  });

  test('of another log prove nothing', async () => {
    const { publicKey } = generateKeyPairSync('ed25519');
    const trust = publicKey.export({ type: 'spki', format: 'pem' }).toString();
    const path = join(await evidence.copy(), 'trust.pem');
    await writeFile(path, trust);
    const run = (...more: readonly string[]) =>
      runCli('', auditCommand, ['audit', 'verify', evidence.folder, '--trust', path, ...more]);
    expect(await run()).toMatchObject({ exitCode: 6, out: expect.stringContaining('checkpoint-forged') });
    const { out, exitCode } = await run('--json');
    const { findings } = JSON.parse(out) as VerifyReport;
    expect([exitCode, findings.map(({ kind }) => kind)]).toEqual([6, ['checkpoint-forged']]);
  });

  test.each<[string, readonly string[]]>([
    ['bad-key', ['--trust', 'nothing']],
    ['bad-receipt', ['--trust', 'KEY', '--receipt', 'bundle.json']],
  ])('%s', async (code, args) => {
    const more = args.map((arg) =>
      arg.replace('KEY', evidence.key).replace('bundle.json', join(evidence.folder, 'bundle.json')),
    );
    const run = runCli('', auditCommand, ['audit', 'verify', evidence.folder, ...more]);
    await expect(run).rejects.toMatchObject({ code });
  });

  test('a folder that is none', async () => {
    await expect(verify(join(evidence.folder, 'log'))).rejects.toMatchObject({ code: 'not-a-bundle' });
  });
});
