import type { SignedRecord } from '../../protocol/audit-record.ts';
import { canonicalJson } from '../../protocol/canonical-json.ts';
import { parseRecordLine, RecordLineError } from '../../protocol/record-line.ts';

/** A record as a bundle holds it: signed, and where and when the log took it. */
export interface BundleLine {
  readonly index: number;
  readonly receivedAt: string;
  readonly signed: SignedRecord;
}

/** Without the line feed that ends it. */
export function formatBundleLine({ index, receivedAt, signed }: BundleLine): string {
  return canonicalJson({
    index,
    receivedAt,
    record: { ...signed.record },
    signature: signed.signature,
  });
}

/** Null where the line is not spelt as `formatBundleLine` spells one. */
export function parseBundleLine(line: string): BundleLine | null {
  const match = HEAD.exec(line);
  if (match === null) return null;
  const [head, index, receivedAt = ''] = match;
  if (!Number.isSafeInteger(Number(index))) return null;
  try {
    // What is left begins as a record's own line does, and is held to its one spelling there.
    const signed = parseRecordLine(`{${line.slice(head.length)}`);
    return { index: Number(index), receivedAt, signed };
  } catch (cause) {
    if (cause instanceof RecordLineError) return null;
    throw cause;
  }
}

/** Names stand in their canonical order, so the record comes after these two. */
const HEAD = /^\{"index":(0|[1-9]\d{0,15}),"receivedAt":"(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z)",/;
