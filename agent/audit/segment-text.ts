import type { SignedRecord } from '../../protocol/audit-record.ts';
import { parseRecordLine, RecordLineError } from '../../protocol/record-line.ts';

/** What stands after the last line feed of a segment. */
type Tail =
  | { readonly kind: 'whole' }
  /** A line of which the end was never written. */
  | { readonly kind: 'torn' }
  /** A record of which only the line feed was never written. */
  | { readonly kind: 'unterminated' }
  | { readonly kind: 'damaged'; readonly reason: string };

export interface SegmentText {
  readonly records: readonly SignedRecord[];
  /** Bytes of each record's line with its line feed, also where that is missing. */
  readonly lengths: readonly number[];
  /** Where the last record ends. */
  readonly size: number;
  readonly tail: Tail;
}

const LINE_FEED = 0x0a;
/** Does not drop a byte order mark, which is no part of a record. */
const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Reads a segment's bytes, line by line. A bad line that is complete is damage: no crash leaves one behind. */
export function readSegmentText(bytes: Buffer): SegmentText {
  const records: SignedRecord[] = [];
  const lengths: number[] = [];
  let size = 0;
  for (let end = bytes.indexOf(LINE_FEED); end !== -1; end = bytes.indexOf(LINE_FEED, size)) {
    const line = readLine(bytes.subarray(size, end));
    if (line.kind === 'bad') {
      return { records, lengths, size, tail: { kind: 'damaged', reason: line.reason } };
    }
    records.push(line.signed);
    lengths.push(end + 1 - size);
    size = end + 1;
  }
  return withTail({ records, lengths, size }, bytes.subarray(size));
}

/**
 * A killed process leaves the beginning of a line, a power cut may leave zeros where the end was to be. A whole
 * record followed by one byte that is no line feed is neither: somebody or something changed that byte.
 */
function withTail(text: Omit<SegmentText, 'tail'>, written: Buffer): SegmentText {
  const rest = withoutZeros(written);
  if (rest.length === 0) return { ...text, tail: { kind: written.length === 0 ? 'whole' : 'torn' } };
  const line = readLine(rest);
  if (line.kind === 'record') {
    return {
      records: [...text.records, line.signed],
      lengths: [...text.lengths, rest.length + 1],
      size: text.size + rest.length,
      tail: { kind: 'unterminated' },
    };
  }
  const changed = readLine(rest.subarray(0, -1)).kind === 'record';
  const reason = 'the line feed that ends it was changed';
  return { ...text, tail: changed ? { kind: 'damaged', reason } : { kind: 'torn' } };
}

function withoutZeros(bytes: Buffer): Buffer {
  let end = bytes.length;
  while (end > 0 && bytes[end - 1] === 0) end -= 1;
  return bytes.subarray(0, end);
}

type Line =
  | { readonly kind: 'record'; readonly signed: SignedRecord }
  | { readonly kind: 'bad'; readonly reason: string };

function readLine(bytes: Buffer): Line {
  const text = decode(bytes);
  if (text === null) return { kind: 'bad', reason: 'it is not UTF-8' };
  try {
    return { kind: 'record', signed: parseRecordLine(text) };
  } catch (error) {
    if (error instanceof RecordLineError) return { kind: 'bad', reason: error.message };
    throw error;
  }
}

function decode(bytes: Buffer): string | null {
  try {
    return UTF8.decode(bytes);
  } catch {
    return null;
  }
}
