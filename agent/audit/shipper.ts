import { setTimeout as delay } from 'node:timers/promises';
import type { SignedRecord } from '../../protocol/audit-record.ts';
import { type ChainPosition, recordHash } from '../../protocol/chain.ts';
import type { RecordsHead, RecordsResponse } from '../../protocol/collector-api.ts';
import { CollectorError } from '../collector-client/collector-error.ts';
import { type Backoff, backoffMs } from './backoff.ts';
import type { Journal } from './journal.ts';
import type { LogFollower } from './log-follower.ts';
import { ShipperFault, shipperFault } from './shipper-fault.ts';
import { sha256 } from './verifier.ts';
import { Waiters } from './waiters.ts';

export interface ShipperOptions {
  /** Id of the agent whose journal it is. */
  readonly agent: string;
  readonly journal: Pick<Journal, 'head' | 'acknowledged' | 'read' | 'acknowledge' | 'whenBeyond'>;
  /** CollectorError decides what happens next. */
  readonly send: (records: readonly SignedRecord[], signal: AbortSignal) => Promise<RecordsResponse>;
  /** The last record of this agent that the collector has. */
  readonly head: (signal: AbortSignal) => Promise<RecordsHead>;
  /** Without its word on the receipt nothing counts as the collector's. */
  readonly log: Pick<LogFollower, 'size' | 'accept'>;
  /** Called once, when shipping stopped for good. */
  readonly onFault: (fault: ShipperFault) => void;
  /** Called before each wait. */
  readonly onRetry?: (retry: { readonly cause: unknown; readonly delayMs: number }) => void;
  readonly limits?: ShipperLimits;
  /** In [0, 1). */
  readonly random: () => number;
  /** Real time unless a test says otherwise. */
  readonly wait?: (delayMs: number, signal: AbortSignal) => Promise<void>;
}

interface ShipperLimits {
  /** Of one request, unless a single record is longer. */
  readonly maxBatchBytes: number;
  /** The collector refuses a request with more than it takes at once, so this stays below that. */
  readonly maxBatchRecords: number;
  /**
   * How long the first record after a pause waits for those that follow it. The exchange that wrote it is on its way
   * upstream just then, and shipping would take from it the thread that both run on.
   */
  readonly gatherMs: number;
  readonly backoff: Backoff;
}

const DEFAULT_SHIPPER_LIMITS: ShipperLimits = Object.freeze({
  maxBatchBytes: 1024 ** 2,
  maxBatchRecords: 256,
  gatherMs: 25,
  backoff: { minMs: 250, maxMs: 30_000 },
});

type ShipperState =
  | { readonly kind: 'shipping' }
  | { readonly kind: 'retrying'; readonly cause: unknown }
  | { readonly kind: 'faulted'; readonly fault: ShipperFault }
  | { readonly kind: 'stopped' };

export interface Shipper {
  state(): ShipperState;
  /** Ships what is on disk now without waiting out a back-off, for as long as `timeoutMs`. */
  flush(timeoutMs: number): Promise<'flushed' | 'timed-out' | 'stopped'>;
  /** Ends shipping at once; what was not acknowledged is shipped after the next start. */
  close(): Promise<void>;
}

/**
 * Sends the journal to the collector: in order, at least once, in batches within the limits, or of one
 * record. The collector's head says where to begin, at the start and after every failure.
 */
export function startShipper(options: ShipperOptions): Shipper {
  const shipping = new Shipping(options);
  const done = shipping.run();
  return {
    state: () => shipping.state,
    flush: (timeoutMs) => shipping.flush(timeoutMs, done),
    close: () => {
      shipping.end();
      return done;
    },
  };
}

class Shipping {
  readonly #options: ShipperOptions;
  readonly #acknowledged = new Waiters();
  readonly #end = new AbortController();
  #state: ShipperState = { kind: 'shipping' };
  /** Ends the wait under way. */
  #hurry = new AbortController();
  /** Those who wait for everything to be shipped. */
  #flushing = 0;

  constructor(options: ShipperOptions) {
    this.#options = options;
  }

  get state(): ShipperState {
    return this.#state;
  }

  end(): void {
    this.#end.abort();
  }

  async run(): Promise<void> {
    const { signal } = this.#end;
    for (let failures = 0; !signal.aborted; failures++) {
      try {
        let at = await this.#resume();
        for (;;) {
          at = await this.#shipAfter(at);
          failures = 0;
        }
      } catch (cause) {
        if (signal.aborted) break;
        const fault = shipperFault(cause);
        if (fault !== null) return this.#stop(fault);
        await this.#backOff(cause, failures);
      }
    }
    this.#state = { kind: 'stopped' };
  }

  async flush(timeoutMs: number, done: Promise<void>): Promise<'flushed' | 'timed-out' | 'stopped'> {
    const target = this.#options.journal.head().seq;
    const over = new AbortController();
    this.#flushing += 1;
    const reached = this.#options.journal.acknowledged();
    const flushed = this.#acknowledged.beyond(target - 1, { reached, signal: over.signal });
    this.#hurry.abort();
    try {
      return await Promise.race([
        flushed.then(() => 'flushed' as const),
        done.then(() => 'stopped' as const),
        delay(timeoutMs, 'timed-out' as const, { signal: over.signal }),
      ]);
    } finally {
      this.#flushing -= 1;
      over.abort();
    }
  }

  /** Finds out where the collector is, and that it is on our chain. */
  async #resume(): Promise<number> {
    const { journal, head } = this.#options;
    const remote = await head(this.#end.signal);
    const local = journal.head();
    if (remote.seq > local.seq) {
      const seen = `the collector has record ${remote.seq}`;
      throw new ShipperFault('journal-behind', `${seen}, the journal ends with ${local.seq}`);
    }
    if (remote.hash !== (await this.#hashAt(remote.seq, local))) {
      throw new ShipperFault('fork', `the collector has another record ${remote.seq} than the journal`);
    }
    // An empty collector proves nothing, which is as it should be until it has given a receipt.
    if (remote.seq > 0 || this.#options.log.size() > 0) {
      const { seq, hash, receipt } = remote;
      await this.#options.log.accept(receipt, { agent: this.#options.agent, seq, hash });
    }
    await this.#acknowledge(remote.seq);
    return remote.seq;
  }

  /** The next record's link says what a record's hash is, so an acknowledged one may be gone already. */
  async #hashAt(seq: number, local: ChainPosition): Promise<string> {
    if (seq === local.seq) return local.hash;
    const [next] = await this.#options.journal.read(seq, 1);
    if (next === undefined) throw new ShipperFault('damaged', `record ${seq + 1} cannot be read back`);
    return next.record.prev;
  }

  async #shipAfter(at: number): Promise<number> {
    const { journal, send, log, limits = DEFAULT_SHIPPER_LIMITS } = this.#options;
    const { signal } = this.#end;
    if (journal.head().seq <= at) {
      await journal.whenBeyond(at, signal);
      if (limits.gatherMs > 0 && this.#flushing === 0) await this.#pause(limits.gatherMs);
      signal.throwIfAborted();
    }
    const records = (await journal.read(at, limits.maxBatchBytes)).slice(0, limits.maxBatchRecords);
    const { acknowledged, receipt } = await send(records, signal);
    const signed = records[acknowledged - at - 1];
    if (signed === undefined) {
      const expected = `expected ${at + 1} to ${at + records.length}`;
      throw new Error(`the collector acknowledged ${acknowledged}, ${expected}`);
    }
    const { agent, seq } = signed.record;
    await log.accept(receipt, { agent, seq, hash: recordHash(signed.record, sha256) });
    await this.#acknowledge(acknowledged);
    this.#state = { kind: 'shipping' };
    return acknowledged;
  }

  async #acknowledge(seq: number): Promise<void> {
    await this.#options.journal.acknowledge(seq);
    this.#acknowledged.reach(seq);
  }

  async #backOff(cause: unknown, failures: number): Promise<void> {
    const { random, onRetry, limits = DEFAULT_SHIPPER_LIMITS } = this.#options;
    const asked = cause instanceof CollectorError ? (cause.retryAfterMs ?? 0) : 0;
    const delayMs = Math.max(
      backoffMs(failures, limits.backoff, random),
      Math.min(asked, limits.backoff.maxMs),
    );
    this.#state = { kind: 'retrying', cause };
    onRetry?.({ cause, delayMs });
    await this.#pause(delayMs);
  }

  /** Until then, or until somebody flushes. */
  async #pause(delayMs: number): Promise<void> {
    const { wait = realWait } = this.#options;
    const { signal } = this.#end;
    this.#hurry = new AbortController();
    try {
      await wait(delayMs, AbortSignal.any([signal, this.#hurry.signal]));
    } catch (error) {
      if (!signal.aborted && !this.#hurry.signal.aborted) throw error;
    }
  }

  #stop(fault: ShipperFault): void {
    this.#state = { kind: 'faulted', fault };
    this.#options.onFault(fault);
  }
}

function realWait(delayMs: number, signal: AbortSignal): Promise<void> {
  return delay(delayMs, undefined, { signal });
}
