import { JournalError } from './journal-error.ts';

/** Bounds of a journal, in memory and on disk. */
export interface JournalLimits {
  /** One line. */
  readonly maxRecordBytes: number;
  /** A segment that has reached this is followed by another; it may be longer by one batch. */
  readonly maxSegmentBytes: number;
  /** What one flush takes along; it may be longer by one record. */
  readonly maxBatchBytes: number;
  /** Appends that wait for their flush. */
  readonly maxQueuedRecords: number;
  /** How long a record that nobody waits for may wait for one that has to be flushed at once. */
  readonly maxLingerMs: number;
  /** Records that the collector has not acknowledged; beyond it intents are refused. */
  readonly maxUnacknowledgedBytes: number;
  /** How much more refusals and outcomes may use. */
  readonly reserveBytes: number;
  /** Segments kept although everything in them is acknowledged, besides the one that is written. */
  readonly retainedSegments: number;
}

const MIB = 1024 ** 2;

export const DEFAULT_JOURNAL_LIMITS: JournalLimits = Object.freeze({
  maxRecordBytes: MIB,
  maxSegmentBytes: 2 * MIB,
  maxBatchBytes: MIB,
  maxQueuedRecords: 4096,
  maxLingerMs: 10,
  maxUnacknowledgedBytes: 64 * MIB,
  reserveBytes: 8 * MIB,
  retainedSegments: 1,
});

/** A segment is read whole when the journal opens. */
const MAX_SEGMENT_FILE_BYTES = 64 * MIB;

/** Throws JournalError `bad-limits`: a journal that could be written and not read again is never begun. */
export function checkLimits(limits: JournalLimits): void {
  for (const [name, value] of Object.entries(limits)) {
    const least = name === 'reserveBytes' ? 0 : 1;
    if (!Number.isSafeInteger(value) || value < least) {
      throw new JournalError('bad-limits', `${name} is ${value}, expected a whole number from ${least}`);
    }
  }
  const longest = limits.maxSegmentBytes + limits.maxBatchBytes + limits.maxRecordBytes;
  if (longest > MAX_SEGMENT_FILE_BYTES) {
    throw new JournalError(
      'bad-limits',
      `a segment could have ${longest} bytes, at most ${MAX_SEGMENT_FILE_BYTES} can be read back`,
    );
  }
}
