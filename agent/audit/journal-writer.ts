import type { ChainPosition } from '../../protocol/chain.ts';
import type { Backlog } from './backlog.ts';
import type { Waiting } from './commit-queue.ts';
import type { FileSystem } from './file-system.ts';
import { JournalError } from './journal-error.ts';
import type { JournalLimits } from './journal-limits.ts';
import { type JournalEntry, type SealedLine, type SealerOptions, seal } from './sealer.ts';
import { SegmentFile } from './segment-file.ts';
import { type SegmentExtent, segmentPath } from './segment-name.ts';

/** One append: an entry, and whether it may use the reserve. */
export interface Append {
  readonly entry: JournalEntry;
  readonly reserve: boolean;
}

export type WaitingAppend = Waiting<Append, ChainPosition>;

export interface JournalWriterOptions {
  readonly directory: string;
  readonly fileSystem: FileSystem;
  readonly sealer: SealerOptions;
  readonly limits: JournalLimits;
  readonly backlog: Backlog;
  /** Runs after each flush. */
  readonly onDurable: () => void;
}

/** Where the writer takes the journal up. */
export interface JournalEnd {
  readonly head: ChainPosition;
  readonly closed: readonly SegmentExtent[];
  readonly active: SegmentFile;
  /** Bytes cut from a torn tail; 0 when there was none. */
  readonly cutBytes: number;
}

/** A cut that no record tells of yet. */
interface Repair {
  readonly cause: 'torn-tail' | 'write-failed';
  readonly cutBytes: number;
}

/**
 * Owner of the end of the journal: the head, the segment that is written, and the list of those before it.
 * `commit` runs once at a time, in the queue.
 */
export class JournalWriter {
  readonly #options: JournalWriterOptions;
  #head: ChainPosition;
  #closed: readonly SegmentExtent[];
  #active: SegmentFile;
  #repair: Repair | null;
  /** Why the last write failed; until it is settled nothing else is written. */
  #failure: string | null = null;

  constructor(end: JournalEnd, options: JournalWriterOptions) {
    this.#options = options;
    this.#head = end.head;
    this.#closed = end.closed;
    this.#active = end.active;
    this.#repair = end.cutBytes > 0 ? { cause: 'torn-tail', cutBytes: end.cutBytes } : null;
  }

  get head(): ChainPosition {
    return this.#head;
  }

  get failure(): string | null {
    return this.#failure;
  }

  /** Oldest first, the one that is written last. */
  get segments(): readonly SegmentExtent[] {
    return [...this.#closed, this.#active.extent];
  }

  /** Removes segments of which everything is acknowledged, but for the newest few. */
  async prune(acknowledged: number): Promise<void> {
    const { retainedSegments } = this.#options.limits;
    while (this.#closed.length > retainedSegments) {
      const [oldest, next] = this.#closed;
      if (oldest === undefined || next === undefined || next.firstSeq > acknowledged + 1) return;
      await this.#options.fileSystem.remove(oldest.path);
      this.#closed = this.#closed.slice(1);
    }
  }

  /**
   * Writes the record of a cut at once, so that it is not forgotten when nothing else is appended. A disk that does
   * not take it leaves the journal failed: the next append tries both again.
   */
  async recordRepair(): Promise<void> {
    try {
      const lines = this.#repairLines();
      if (lines.length > 0) await this.#write(lines);
    } catch (cause) {
      this.#failure = faultName(cause);
    }
  }

  /** Writes as many appends as a batch holds with one flush, and settles each of them. */
  async commit(take: () => WaitingAppend | undefined): Promise<void> {
    const taken: WaitingAppend[] = [];
    try {
      await this.#settle();
      await this.#commitBatch(take, taken);
    } catch (cause) {
      this.#failure = faultName(cause);
      const error = new JournalError('write-failed', `the journal could not be written: ${this.#failure}`, {
        hint: 'free or repair the disk; the journal goes on by itself with the next record',
        cause,
      });
      // What failed before anything was taken fails the append that asked for it.
      if (taken.length === 0) take()?.reject(error);
      for (const append of taken) append.reject(error);
    }
  }

  close(): Promise<void> {
    return this.#active.close();
  }

  async #settle(): Promise<void> {
    if (this.#failure === null) return;
    const cutBytes = (await this.#active.settle()) + (this.#repair?.cutBytes ?? 0);
    this.#repair = { cause: this.#repair?.cause ?? 'write-failed', cutBytes };
    this.#failure = null;
  }

  async #commitBatch(take: () => WaitingAppend | undefined, taken: WaitingAppend[]): Promise<void> {
    const lines: SealedLine[] = this.#repairLines();
    const repairs = lines.length;
    let bytes = byteLength(lines);
    while (bytes < this.#options.limits.maxBatchBytes) {
      const append = take();
      if (append === undefined) break;
      const line = this.#trySeal(append, lines.at(-1)?.position ?? this.#head, bytes);
      if (line === null) continue;
      taken.push(append);
      lines.push(line);
      bytes += line.bytes.length;
    }
    if (taken.length === 0) return;
    await this.#write(lines);
    for (const [index, append] of taken.entries()) {
      const line = lines[repairs + index];
      if (line !== undefined) append.resolve(line.position);
    }
  }

  /** Seals one append, or rejects that one alone: it has no number yet, so nothing is missing afterwards. */
  #trySeal(append: WaitingAppend, before: ChainPosition, batchBytes: number): SealedLine | null {
    try {
      const line = seal(append.item.entry, before, this.#options.sealer);
      this.#refuseFull(append.item, batchBytes + line.bytes.length);
      return line;
    } catch (cause) {
      append.reject(cause);
      return null;
    }
  }

  #refuseFull({ reserve }: Append, moreBytes: number): void {
    const { backlog, limits } = this.#options;
    const allowed = limits.maxUnacknowledgedBytes + (reserve ? limits.reserveBytes : 0);
    if (backlog.bytes + moreBytes <= allowed) return;
    const seen = `${backlog.bytes} bytes of records wait for the collector`;
    throw new JournalError('full', `${seen}, at most ${allowed} may`, {
      hint: 'let the agent reach the collector; what waits is shipped first',
    });
  }

  #repairLines(): SealedLine[] {
    if (this.#repair === null) return [];
    const { cause, cutBytes } = this.#repair;
    const entry: JournalEntry = {
      event: 'journal.repaired',
      session: null,
      exchange: null,
      detail: { cause, cutBytes },
    };
    return [seal(entry, this.#head, this.#options.sealer)];
  }

  async #write(lines: readonly SealedLine[]): Promise<void> {
    if (this.#active.extent.size >= this.#options.limits.maxSegmentBytes) await this.#rotate();
    await this.#active.append(Buffer.concat(lines.map((line) => line.bytes)));
    this.#head = lines.at(-1)?.position ?? this.#head;
    this.#repair = null;
    for (const line of lines) this.#options.backlog.push(line.bytes.length);
    this.#options.onDurable();
  }

  /** The new segment is the active one before anything more can fail, so that `settle` finds it. */
  async #rotate(): Promise<void> {
    const { directory, fileSystem } = this.#options;
    const full = this.#active;
    this.#active = await SegmentFile.create(segmentPath(directory, this.#head.seq + 1), fileSystem);
    this.#closed = [...this.#closed, full.extent];
    await full.close();
    await this.#active.settle();
  }
}

function byteLength(lines: readonly SealedLine[]): number {
  return lines.reduce((sum, line) => sum + line.bytes.length, 0);
}

/** The system's name of the fault where it has one: a message could hold a path. */
function faultName(cause: unknown): string {
  if (cause instanceof Error && 'code' in cause && typeof cause.code === 'string') return cause.code;
  return cause instanceof Error ? cause.name : 'unknown fault';
}
