import { setTimeout as delay } from 'node:timers/promises';
import type { CollectorClient } from '../../agent/collector-client/client.ts';
import { isTransient } from '../../agent/collector-client/collector-error.ts';
import type { RecordsPage, RecordsQuery, StoredRecord } from '../../protocol/collector-api.ts';
import type { Cursor } from './cursor.ts';
import { isLater } from './export-error.ts';
import type { Part, Taken, Target } from './target.ts';

export interface StreamOptions {
  readonly client: Pick<CollectorClient, 'records'>;
  readonly filter: RecordsQuery;
  readonly target: Target;
  readonly cursor: Cursor;
  /** Goes on with what comes, and waits for whoever is away, until `signal` aborts. */
  readonly follow: boolean;
  readonly limits: StreamLimits;
  /** Told of each wait for somebody who is away. */
  readonly onWait: (cause: Error) => void;
  /** Told of what the target threw away. */
  readonly onRejected: (taken: Taken) => void;
}

export interface StreamLimits {
  /** Records that are in memory at a time. */
  readonly maxPage: number;
  /** The pause between one look for new records and the next. */
  readonly pollMs: number;
  /** The pause before the second attempt; each later one is twice as long, up to the longest. */
  readonly retryMs: number;
  readonly maxRetryMs: number;
  /** Unless it follows. */
  readonly maxAttempts: number;
}

export const DEFAULT_STREAM_LIMITS: StreamLimits = Object.freeze({
  maxPage: 100,
  pollMs: 1000,
  retryMs: 500,
  maxRetryMs: 60_000,
  maxAttempts: 6,
});

export interface Streamed {
  readonly records: number;
  /** Of these, how many the target threw away. */
  readonly rejected: number;
  /** Where it stopped. */
  readonly after: number;
}

/**
 * Sends records to the target, the oldest first, and moves the cursor past what it took: each record goes at least
 * once, and again only where the answer to it was lost. Stops between two parts once `signal` aborts. Throws
 * CollectorError and ExportError; the cursor is then where the target stopped taking.
 */
export async function streamRecords(options: StreamOptions, signal: AbortSignal): Promise<Streamed> {
  const { cursor, follow, limits } = options;
  const run = { ...options, signal };
  let streamed: Streamed = { records: 0, rejected: 0, after: cursor.after };
  while (!signal.aborted) {
    const page = await insist(() => pageAfter(streamed.after, options), run);
    if (page === null) break;
    streamed = await sendPage(page.records, streamed, run);
    if (page.next !== null) continue;
    if (!follow) break;
    await delay(limits.pollMs, undefined, { signal }).catch(() => undefined);
  }
  return streamed;
}

interface Run extends StreamOptions {
  readonly signal: AbortSignal;
}

function pageAfter(after: number, { client, filter, limits }: StreamOptions): Promise<RecordsPage> {
  return client.records({ ...filter, order: 'oldest', after, limit: limits.maxPage });
}

async function sendPage(records: readonly StoredRecord[], before: Streamed, run: Run): Promise<Streamed> {
  let streamed = before;
  let sent = 0;
  for (const part of run.target.parts(records)) {
    const taken = run.signal.aborted ? null : await insist(() => part.send(), run);
    if (taken === null) break;
    if (taken.rejected > 0 || taken.said !== null) run.onRejected(taken);
    sent += part.count;
    streamed = past(streamed, part, { taken, after: records[sent - 1]?.id ?? streamed.after });
    await run.cursor.save(streamed.after);
  }
  return streamed;
}

function past(
  before: Streamed,
  { count }: Part,
  { taken, after }: { readonly taken: Taken; readonly after: number },
): Streamed {
  return { records: before.records + count, rejected: before.rejected + taken.rejected, after };
}

/** Null when it was stopped while it waited for another attempt. */
async function insist<T>(work: () => Promise<T>, { follow, limits, onWait, signal }: Run): Promise<T | null> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work();
    } catch (fault) {
      const isWorthIt = isLater(fault) || isTransient(fault);
      if (!(fault instanceof Error) || !isWorthIt || (!follow && attempt >= limits.maxAttempts)) throw fault;
      onWait(fault);
      const ownMs = Math.min(limits.retryMs * 2 ** (attempt - 1), limits.maxRetryMs);
      const askedMs = isLater(fault) ? (fault.waitMs ?? 0) : 0;
      const waitMs = Math.max(ownMs, Math.min(askedMs, limits.maxRetryMs));
      await delay(waitMs, undefined, { signal }).catch(() => undefined);
      if (signal.aborted) return null;
    }
  }
}
