import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { SignedRecord } from '../../protocol/audit-record.ts';
import type { ChainPosition } from '../../protocol/chain.ts';
import type { AgentKey } from '../identity/agent-key.ts';
import { AcknowledgedFile } from './acknowledged-file.ts';
import { Backlog } from './backlog.ts';
import { CommitQueue } from './commit-queue.ts';
import { DISK, type FileSystem } from './file-system.ts';
import { JournalError } from './journal-error.ts';
import { checkLimits, type JournalLimits } from './journal-limits.ts';
import { type Append, JournalWriter } from './journal-writer.ts';
import { type Lock, lock } from './lock.ts';
import { openEnd } from './open-end.ts';
import { RecordReader } from './record-reader.ts';
import type { JournalEntry } from './sealer.ts';
import { chainPorts } from './verifier.ts';
import { Waiters } from './waiters.ts';

export interface JournalOptions {
  /** Made when missing, 0700. One journal alone may have it open. */
  readonly directory: string;
  readonly key: AgentKey;
  readonly clock: () => Date;
  readonly limits: JournalLimits;
  /** Told of every record soon after it is on disk, in order. It may not throw. */
  readonly onRecord?: (entry: JournalEntry) => void;
  /** The disk unless a test says otherwise. */
  readonly fileSystem?: FileSystem;
}

type JournalState =
  | { readonly kind: 'healthy' }
  /** The collector is behind by as much as it may be: only what may use the reserve is taken. */
  | { readonly kind: 'full' }
  /** The last write failed. The next append tries again. */
  | { readonly kind: 'failed'; readonly reason: string };

export interface AppendOptions {
  /** For refusals and outcomes: `full` comes later. */
  readonly reserve: boolean;
  /** For what nobody waits for: it is flushed with the next record that is not, or after `maxLingerMs`. */
  readonly lingers?: boolean;
}

/** An agent's own chain of records, on disk. docs/audit-format.md describes the files. */
export interface Journal {
  /**
   * Resolves when the record is on disk, with its place in the chain. Rejects with JournalError: `full`,
   * `write-failed`, `too-large`, `not-canonical`, `overloaded`, `closed`; then no record has been promised to
   * anybody.
   */
  append(entry: JournalEntry, options?: AppendOptions): Promise<ChainPosition>;
  /** The last record on disk; number 0 and 64 zeros before the first. */
  head(): ChainPosition;
  /** The last record that the collector has. */
  acknowledged(): number;
  /** Records after `afterSeq`, at least one if there is one; `not-retained` when it was removed. */
  read(afterSeq: number, maxBytes: number): Promise<readonly SignedRecord[]>;
  /** Remembers that the collector has everything up to `seq`, and removes what nobody needs any more. */
  acknowledge(seq: number): Promise<void>;
  /** Resolves when a record after `seq` is on disk; rejects when `signal` aborts. */
  whenBeyond(seq: number, signal: AbortSignal): Promise<void>;
  state(): JournalState;
  /** Writes what waits, then lets go of the folder. */
  close(): Promise<void>;
}

/**
 * Opens the journal, verifies every record in it and cuts a torn tail, of which a record then tells. Throws
 * JournalError: `locked`, `damaged`, `foreign-key`, `bad-limits`.
 */
export async function openJournal(options: JournalOptions): Promise<Journal> {
  checkLimits(options.limits);
  await mkdir(options.directory, { recursive: true, mode: 0o700 });
  const held = lock(join(options.directory, 'lock'));
  try {
    const fileSystem = options.fileSystem ?? DISK;
    await fileSystem.syncDirectory(dirname(options.directory));
    return await openLocked(options, fileSystem, held);
  } catch (error) {
    held.release();
    throw error;
  }
}

async function openLocked(options: JournalOptions, fileSystem: FileSystem, held: Lock): Promise<Journal> {
  const { directory, key, clock, limits } = options;
  const acknowledged = await AcknowledgedFile.open(join(directory, 'acknowledged'), fileSystem);
  try {
    const ports = chainPorts(key);
    const end = await openEnd({ directory, acknowledged: acknowledged.seq, ports, fileSystem });
    const backlog = new Backlog(acknowledged.seq);
    for (const length of end.unacknowledged) backlog.push(length);
    const waiters = new Waiters();
    const writer: JournalWriter = new JournalWriter(end, {
      directory,
      fileSystem,
      sealer: { key, clock, maxRecordBytes: limits.maxRecordBytes },
      limits,
      backlog,
      // After those whose records they are: they are in a hurry, and whoever follows the journal is not.
      onDurable: () => setImmediate(() => waiters.reach(writer.head.seq)),
    });
    await writer.recordRepair();
    const onRecord = options.onRecord ?? (() => undefined);
    return new DiskJournal({ writer, backlog, waiters, acknowledged, limits, held, onRecord });
  } catch (error) {
    await acknowledged.close();
    throw error;
  }
}

interface Parts {
  readonly writer: JournalWriter;
  readonly backlog: Backlog;
  readonly waiters: Waiters;
  readonly acknowledged: AcknowledgedFile;
  readonly limits: JournalLimits;
  readonly held: Lock;
  readonly onRecord: (entry: JournalEntry) => void;
}

class DiskJournal implements Journal {
  readonly #parts: Parts;
  readonly #queue: CommitQueue<Append, ChainPosition>;
  readonly #reader: RecordReader;
  /** Acknowledgements run one after the other. */
  #acknowledging: Promise<void> = Promise.resolve();
  #closing: Promise<void> | null = null;

  constructor(parts: Parts) {
    this.#parts = parts;
    this.#reader = new RecordReader(parts.limits.maxRecordBytes);
    this.#queue = new CommitQueue({
      maxWaiting: parts.limits.maxQueuedRecords,
      maxLingerMs: parts.limits.maxLingerMs,
      commit: (take) => parts.writer.commit(take),
    });
  }

  async append(
    entry: JournalEntry,
    { reserve, lingers = false }: AppendOptions = { reserve: false },
  ): Promise<ChainPosition> {
    const position = await this.#queue.submit({ entry, reserve }, { lingers });
    // After those whose record it is, who are in a hurry.
    setImmediate(() => this.#parts.onRecord(entry));
    return position;
  }

  head(): ChainPosition {
    return this.#parts.writer.head;
  }

  acknowledged(): number {
    return this.#parts.backlog.acknowledged;
  }

  read(afterSeq: number, maxBytes: number): Promise<readonly SignedRecord[]> {
    return this.#reader.read(this.#parts.writer.segments, { afterSeq, maxBytes });
  }

  acknowledge(seq: number): Promise<void> {
    const done = this.#acknowledging.then(() => this.#acknowledge(seq));
    // The next one runs whether or not this one failed; its caller learns of it.
    this.#acknowledging = done.catch(() => undefined);
    return done;
  }

  whenBeyond(seq: number, signal: AbortSignal): Promise<void> {
    return this.#parts.waiters.beyond(seq, { reached: this.head().seq, signal });
  }

  state(): JournalState {
    const { writer, backlog, limits } = this.#parts;
    if (writer.failure !== null) return { kind: 'failed', reason: writer.failure };
    return { kind: backlog.bytes >= limits.maxUnacknowledgedBytes ? 'full' : 'healthy' };
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #acknowledge(seq: number): Promise<void> {
    const { writer, backlog, acknowledged } = this.#parts;
    if (this.#closing !== null) throw new JournalError('closed', 'the journal is closed');
    if (!Number.isSafeInteger(seq) || seq < 0 || seq > writer.head.seq) {
      const written = `the journal ends with ${writer.head.seq}`;
      throw new JournalError('not-written', `record ${seq} was acknowledged, ${written}`);
    }
    if (seq <= backlog.acknowledged) return;
    await acknowledged.save(seq);
    backlog.acknowledge(seq);
    await writer.prune(seq);
  }

  async #close(): Promise<void> {
    const { writer, acknowledged, held } = this.#parts;
    await this.#queue.close();
    await this.#acknowledging;
    try {
      await writer.close();
      await acknowledged.close();
    } finally {
      held.release();
    }
  }
}
