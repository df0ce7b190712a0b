import { createHash, createPublicKey, generateKeyPairSync, sign, verify } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type CollectorClient, createCollectorClient } from '../../agent/collector-client/client.ts';
import { pagesDirectory } from '../../cli/pages-directory.ts';
import type { Role } from '../../collector/identity/caller.ts';
import { localTokenPaths } from '../../collector/identity/local-tokens.ts';
import type { CollectorLimits } from '../../collector/limits.ts';
import type { CollectorOptions } from '../../collector/options.ts';
import { type Collector, startCollector } from '../../collector/server.ts';
import { type NewRecord, newRecord } from '../../collector/store/records.ts';
import type { ApprovalAsk, ApprovalRequirement, PushBinding, PushSummary } from '../../protocol/approval.ts';
import { type AuditRecord, FIRST_PREV, type SignedRecord } from '../../protocol/audit-record.ts';
import { readRecord, signedBytes } from '../../protocol/chain.ts';
import { logKey } from '../../protocol/log-key.ts';
import type { NoteVerifier } from '../../protocol/merkle/signed-note.ts';
import type { PushDiff } from '../../protocol/push-diff.ts';
import { ONE_APPROVER } from '../../protocol/quorum.ts';
import { sha256 } from './merkle.ts';

/** What checks the signatures of this collector's log. */
export async function logVerifier(directory: string): Promise<NoteVerifier> {
  const key = createPublicKey(await readFile(join(directory, 'key.pem'), 'utf8'));
  return {
    ...logKey(key.export({ type: 'spki', format: 'der' }), sha256),
    verify: (bytes, signature) => verify(null, bytes, key, signature),
  };
}

/** A real collector below a temporary folder, with a clock that moves only when it is told to. */
export interface TestCollector {
  readonly home: string;
  readonly directory: string;
  readonly url: string;
  /** Of the metrics' own listener; null: it has none. */
  metricsPort(): number | null;
  token(role: Role): Promise<string>;
  client(role: Role): Promise<CollectorClient>;
  passTime(milliseconds: number): void;
  readonly now: () => Date;
  stop(): Promise<void>;
  /** Starts on the same port and folder. */
  start(): Promise<void>;
  close(): Promise<void>;
}

export async function openTestCollector(
  limits: Partial<CollectorLimits> = {},
  more: Pick<CollectorOptions, 'feedDirectory' | 'retention' | 'metrics'> = {},
): Promise<TestCollector> {
  const home = await mkdtemp(join(tmpdir(), 'countersign-collector-'));
  const directory = join(home, 'collector');
  let time = Date.parse('2026-11-21T08:00:00.000Z');
  const now = () => new Date(time);
  const open = (port: number) =>
    startCollector({ ...more, directory, port, clock: now, limits, pagesDirectory: pagesDirectory() });
  let collector: Collector | null = await open(0);
  const { url, port } = collector;
  const clients: CollectorClient[] = [];
  const token = async (role: Role) => (await readFile(localTokenPaths(directory)[role], 'utf8')).trim();
  const stop = async (): Promise<void> => {
    await collector?.close();
    collector = null;
  };
  return {
    home,
    directory,
    url,
    now,
    metricsPort: () => collector?.metricsPort ?? null,
    token,
    stop,
    client: async (role) => {
      const client = createCollectorClient({ url, token: await token(role), timeoutMs: 10_000 });
      clients.push(client);
      return client;
    },
    passTime: (milliseconds) => {
      time += milliseconds;
    },
    start: async () => {
      collector = await open(port);
    },
    close: async () => {
      for (const client of clients) client.close();
      await stop();
      await rm(home, { recursive: true, force: true });
    },
  };
}

export const VALID_FOR_MS = 60_000;
export const PENDING_MS = 600_000;

export interface AskChange {
  readonly binding?: Partial<PushBinding>;
  readonly requirements?: readonly ApprovalRequirement[];
  readonly summary?: Partial<PushSummary>;
  readonly diff?: PushDiff;
}

export function requirement(id: string, approvers: readonly string[] = ['reviewers']): ApprovalRequirement {
  const rule = { id, hash: createHash('sha256').update(id).digest('hex') };
  return {
    rule,
    message: `${id} asks`,
    approvers,
    quorum: ONE_APPROVER,
    validForMs: VALID_FOR_MS,
    pendingMs: PENDING_MS,
  };
}

/** What the developer's agent asks for a push to main. */
export function askFor(change: AskChange = {}): ApprovalAsk {
  const requirements = change.requirements ?? [requirement('main')];
  const binding: PushBinding = {
    action: 'git.push',
    repository: 'git.example/octo-org/demo',
    ref: 'refs/heads/main',
    oldId: '1'.repeat(40),
    newId: '2'.repeat(40),
    rules: requirements.map(({ rule }) => rule),
    requester: 'developer',
    ...change.binding,
  };
  return {
    binding,
    requirements,
    summary: {
      kind: 'push',
      repository: 'git.example/octo-org/demo',
      ref: binding.ref,
      change: 'update',
      forced: false,
      oldId: binding.oldId,
      newId: binding.newId,
      actor: 'mixed',
      program: 'git',
      session: 's1',
      commits: [{ id: '2'.repeat(40), author: 'Dana <dana@example.com>', subject: 'Change a line' }],
      commitCount: 1,
      changes: [
        {
          commit: 'net',
          path: 'deploy/app.yaml',
          kind: 'modified',
          addedLines: 1,
          removedLines: 1,
          opaque: null,
          terms: [],
        },
      ],
      changeCount: 1,
      ...change.summary,
    },
    diff: change.diff ?? { files: [], moreFiles: 0, moreCommits: 0 },
    workspace: null,
  };
}

/** An agent's key and the chain it signs. */
export interface TestChain {
  readonly id: string;
  /** SPKI DER, base64. */
  readonly publicKey: string;
  /** The next `count` records of the chain. */
  grow(count: number, change?: Partial<AuditRecord>): readonly SignedRecord[];
  /** How many records it has. */
  length(): number;
  /** Signs whatever it is given. */
  sign(record: AuditRecord): SignedRecord;
}

export function testChain(): TestChain {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const der = publicKey.export({ type: 'spki', format: 'der' });
  const id = createHash('sha256').update(der).digest('hex');
  let head = { seq: 0, hash: FIRST_PREV };
  const signRecord = (record: AuditRecord, read = readRecord(record, sha256Hex)): SignedRecord => ({
    record,
    signature: sign(null, signedBytes(read), privateKey).toString('base64url'),
  });
  const one = (change: Partial<AuditRecord>): SignedRecord => {
    const record: AuditRecord = {
      v: 1,
      agent: id,
      seq: head.seq + 1,
      prev: head.hash,
      at: '2026-11-21T08:00:00.000Z',
      event: 'exchange.intent',
      session: 's1',
      exchange: `x${head.seq + 1}`,
      detail: {},
      ...change,
    };
    const read = readRecord(record, sha256Hex);
    head = { seq: record.seq, hash: read.hash };
    return signRecord(record, read);
  };
  return {
    id,
    publicKey: der.toString('base64'),
    grow: (count, change = {}) => Array.from({ length: count }, () => one(change)),
    length: () => head.seq,
    sign: (record) => signRecord(record),
  };
}

/** A record as whoever accepted it hands it to a store. */
export function testRecord(signed: SignedRecord): NewRecord {
  return newRecord(signed, readRecord(signed.record, sha256Hex));
}

function sha256Hex(input: Uint8Array | string): string {
  return createHash('sha256').update(input).digest('hex');
}
