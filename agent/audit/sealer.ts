import type { AuditEvent, AuditRecord } from '../../protocol/audit-record.ts';
import { CanonicalJsonError } from '../../protocol/canonical-json.ts';
import { type ChainPosition, readRecord, signedBytes } from '../../protocol/chain.ts';
import type { JsonObject } from '../../protocol/json.ts';
import { formatRecordLine } from '../../protocol/record-line.ts';
import type { AgentKey } from '../identity/agent-key.ts';
import { JournalError } from './journal-error.ts';
import { sha256 } from './verifier.ts';

/** What a caller says of a record; the journal adds its place in the chain, the time and the signature. */
export interface JournalEntry {
  readonly event: AuditEvent;
  readonly session: string | null;
  readonly exchange: string | null;
  readonly detail: JsonObject;
}

/** A record as it goes to the disk. */
export interface SealedLine {
  readonly position: ChainPosition;
  /** With its line feed. */
  readonly bytes: Buffer;
}

export interface SealerOptions {
  readonly key: AgentKey;
  readonly clock: () => Date;
  readonly maxRecordBytes: number;
}

/** Makes the record that follows `before`. Throws JournalError `too-large` or `not-canonical`. */
export function seal(entry: JournalEntry, before: ChainPosition, options: SealerOptions): SealedLine {
  const record: AuditRecord = {
    v: 1,
    agent: options.key.id,
    seq: before.seq + 1,
    prev: before.hash,
    at: options.clock().toISOString(),
    event: entry.event,
    session: entry.session,
    exchange: entry.exchange,
    detail: entry.detail,
  };
  const { bytes, hash } = signedLine(record, options.key);
  if (bytes.length > options.maxRecordBytes) {
    const seen = `a record of ${entry.event} has ${bytes.length} bytes`;
    throw new JournalError('too-large', `${seen}, at most ${options.maxRecordBytes} are written`);
  }
  return { position: { seq: record.seq, hash }, bytes };
}

function signedLine(record: AuditRecord, key: AgentKey): { readonly bytes: Buffer; readonly hash: string } {
  try {
    const read = readRecord(record, sha256);
    const signature = key.sign(signedBytes(read)).toString('base64url');
    return { bytes: Buffer.from(`${formatRecordLine({ record, signature })}\n`), hash: read.hash };
  } catch (cause) {
    if (!(cause instanceof CanonicalJsonError)) throw cause;
    throw new JournalError('not-canonical', `a record of ${record.event} has no canonical form`, { cause });
  }
}
