import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DISK, type FileSystem, type OpenFile } from '../../agent/audit/file-system.ts';
import { type Journal, openJournal } from '../../agent/audit/journal.ts';
import { JournalError } from '../../agent/audit/journal-error.ts';
import { DEFAULT_JOURNAL_LIMITS, type JournalLimits } from '../../agent/audit/journal-limits.ts';
import type { JournalEntry } from '../../agent/audit/sealer.ts';
import { listSegments } from '../../agent/audit/segment-name.ts';
import { chainPorts } from '../../agent/audit/verifier.ts';
import { type AgentKey, openAgentKey } from '../../agent/identity/agent-key.ts';
import type { SignedRecord } from '../../protocol/audit-record.ts';
import { CHAIN_START, type ChainResult, verifyChain } from '../../protocol/chain.ts';
import { parseRecordLine } from '../../protocol/record-line.ts';

/** A folder for one journal, with a key of its own. */
export interface JournalFolder {
  readonly directory: string;
  readonly key: AgentKey;
  open(options?: {
    readonly limits?: Partial<JournalLimits>;
    readonly fileSystem?: FileSystem;
  }): Promise<Journal>;
  /** Every record on disk, whoever has it open. */
  records(): Promise<readonly SignedRecord[]>;
  verify(): Promise<ChainResult>;
  remove(): Promise<void>;
}

export async function journalFolder(): Promise<JournalFolder> {
  const home = await mkdtemp(join(tmpdir(), 'journal-'));
  const directory = join(home, 'journal');
  const key = await openAgentKey(home);
  const records = async (): Promise<readonly SignedRecord[]> => {
    const texts = (await listSegments(directory)).map(({ path }) => readFile(path, 'utf8'));
    const lines = (await Promise.all(texts)).join('').split('\n').slice(0, -1);
    return lines.map(parseRecordLine);
  };
  return {
    directory,
    key,
    open: ({ limits, ...rest } = {}) =>
      openJournal({
        directory,
        key,
        clock: () => new Date('2026-11-21T08:00:00.000Z'),
        limits: { ...DEFAULT_JOURNAL_LIMITS, ...limits },
        ...rest,
      }),
    records,
    verify: async () => verifyChain(await records(), CHAIN_START, chainPorts(key)),
    remove: () => rm(home, { recursive: true }),
  };
}

/** An intent that names `exchange`. */
export function intent(exchange: string, padding = 0): JournalEntry {
  return { event: 'exchange.intent', session: 's1', exchange, detail: { note: 'x'.repeat(padding) } };
}

/** The code a promise is rejected with; `done` when it is not. Anything but a JournalError is thrown on. */
export function journalCode(promise: Promise<unknown>): Promise<string> {
  return promise.then(
    () => 'done',
    (error: unknown) => (error instanceof JournalError ? error.code : Promise.reject(error)),
  );
}

export type DiskCall = 'open' | 'remove' | 'syncDirectory' | Exclude<keyof OpenFile, 'close' | 'stat'>;

/** What a faulty disk does with a call: nothing unusual, fail at once, or for a write fail after some bytes. */
export type DiskFault =
  | { readonly kind: 'none' }
  | { readonly kind: 'fail'; readonly code: string }
  | { readonly kind: 'short'; readonly bytes: number };

const NO_FAULT: DiskFault = { kind: 'none' };

/** The real disk, with `fault` asked before each call that changes it. */
export function faultyDisk(fault: (call: DiskCall, path: string) => DiskFault | undefined): FileSystem {
  const pass = (call: DiskCall, path: string): DiskFault => {
    const wanted = fault(call, path) ?? NO_FAULT;
    if (wanted.kind === 'fail') throw Object.assign(new Error('injected'), { code: wanted.code });
    return wanted;
  };
  return {
    open: async (path, flags) => {
      pass('open', path);
      return faultyFile(await DISK.open(path, flags), (call) => pass(call, path));
    },
    remove: async (path) => {
      pass('remove', path);
      await DISK.remove(path);
    },
    syncDirectory: async (path) => {
      pass('syncDirectory', path);
      await DISK.syncDirectory(path);
    },
  };
}

function faultyFile(file: OpenFile, pass: (call: DiskCall) => DiskFault): OpenFile {
  return {
    write: async (bytes, offset, length, position) => {
      const fault = pass('write');
      return file.write(
        bytes,
        offset,
        fault.kind === 'short' ? Math.min(fault.bytes, length) : length,
        position,
      );
    },
    datasync: async () => {
      pass('datasync');
      await file.datasync();
    },
    sync: async () => {
      pass('sync');
      await file.sync();
    },
    truncate: async (length) => {
      pass('truncate');
      await file.truncate(length);
    },
    stat: () => file.stat(),
    close: () => file.close(),
  };
}
