import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { VerifySignature } from '../../collector/ingest/verify-signature.ts';
import type { RecordsQuery } from '../../protocol/collector-api.ts';
import { type KeptReceipt, readCheckpoint } from '../../protocol/log-receipt.ts';
import type { Checkpoint } from '../../protocol/merkle/checkpoint.ts';
import { MerkleError } from '../../protocol/merkle/merkle-error.ts';
import type { NoteVerifier } from '../../protocol/merkle/signed-note.ts';
import { type AccessReport, checkAccess } from './access-check.ts';
import { BUNDLE_FILES, BundleError, readAgents, readManifest } from './bundle.ts';
import { checkDestroyed } from './destroyed-check.ts';
import { type Finding, Findings } from './finding.ts';
import { linesOf } from './lines.ts';
import { openProvenLog, type ProvenLog } from './proven-log.ts';
import { checkRecords, type RecordCheck } from './record-check.ts';
import { checkReceipts, checkWitnesses } from './view-check.ts';
import { checkChains, checkComplete, checkEntries, checkOrder } from './whole-check.ts';

export interface VerifyOptions {
  readonly folder: string;
  /** The key of the log, obtained another way. */
  readonly key: NoteVerifier;
  /** What agents kept, obtained from them. */
  readonly receipts: readonly KeptReceipt[];
  /** Of records. */
  readonly verify: VerifySignature;
}

/** What a bundle proves. It holds when there is no finding. */
export interface VerifyReport {
  /** Of the log. */
  readonly origin: string;
  /** Leaves under the checkpoint; null when it cannot be believed. */
  readonly size: number | null;
  /** Records that hold, in every respect that was looked at. */
  readonly records: number;
  /** Of those, as many as lost what was said in a way that the log tells of. */
  readonly withoutContent: number;
  /** Null for an excerpt, and where no checkpoint can be believed. */
  readonly access: AccessReport | null;
  readonly agents: number;
  /** Null when the bundle says that it is whole. */
  readonly filter: RecordsQuery | null;
  readonly findings: readonly Finding[];
  /** More than are listed when there are very many. */
  readonly findingCount: number;
}

/** Verifies a bundle with nothing but itself, the key and the receipts. Throws BundleError when it is none. */
export async function verifyBundle({ folder, key, receipts, verify }: VerifyOptions): Promise<VerifyReport> {
  const manifest = await readManifest(folder);
  const agents = await readAgents(folder);
  const findings = new Findings();
  const checkpoint = await readSigned(folder, key, findings);
  const log = checkpoint === null ? null : openLog(folder, checkpoint, findings);
  const destroyed = checkDestroyed(agents, { key, isWhole: manifest.filter === null });
  const access = checkAccess(agents, { folder, key });
  const check = checkRecords({ agents, log, findings, verify, observers: [destroyed, access] });
  await readLines(join(folder, BUNDLE_FILES.records), check);
  if (log !== null) {
    checkEntries(check.good, log);
    checkOrder(check.good, findings);
    checkComplete(check, { log, manifest, findings });
    checkWitnesses(check.witnesses, log, findings);
  }
  checkChains(check.good, { isWhole: manifest.filter === null, findings });
  checkReceipts(receipts, { log, key, good: check.good, findings });
  const withoutContent = destroyed.end(findings);
  // Of a log that is not the trusted one the journal is another key's as well.
  const accessReport = checkpoint === null ? null : await access.end(manifest, findings);
  return {
    origin: key.name,
    size: log?.head.size ?? null,
    records: check.good.length,
    withoutContent,
    access: accessReport,
    agents: new Set(check.good.map(({ agent }) => agent)).size,
    filter: manifest.filter,
    findings: findings.kept(),
    findingCount: findings.count,
  };
}

function openLog(folder: string, checkpoint: Checkpoint, findings: Findings): ProvenLog | null {
  return openProvenLog(join(folder, BUNDLE_FILES.log), checkpoint, (path) => {
    findings.add('log-altered', `${path} is not what the checkpoint stands for`);
  });
}

async function readSigned(folder: string, key: NoteVerifier, findings: Findings): Promise<Checkpoint | null> {
  const path = join(folder, BUNDLE_FILES.log, 'checkpoint');
  try {
    return readCheckpoint(await readFile(path, 'utf8'), key);
  } catch (cause) {
    if (cause instanceof MerkleError) {
      findings.add('checkpoint-forged', `the checkpoint is not signed by the trusted log: ${cause.message}`);
      return null;
    }
    if (!(cause instanceof Error && 'code' in cause && cause.code === 'ENOENT')) throw cause;
    throw new BundleError(
      'not-a-bundle',
      `${path} is missing`,
      'a bundle without a checkpoint proves nothing',
    );
  }
}

/** As many are verified at a time, or fewer that are long. */
const LINES_AT_ONCE = 256;
const CHARACTERS_AT_ONCE = 4 * 1024 ** 2;

async function readLines(path: string, check: RecordCheck): Promise<void> {
  let [lines, characters]: [string[], number] = [[], 0];
  for await (const line of linesOf(path)) {
    lines.push(line);
    characters += line.length;
    if (lines.length < LINES_AT_ONCE && characters < CHARACTERS_AT_ONCE) continue;
    await check.take(lines);
    [lines, characters] = [[], 0];
  }
  await check.take(lines);
}
