import { type LogEntry, logEntryBytes } from './log-entry.ts';
import { bytesOfBase64 } from './merkle/base64.ts';
import { type Checkpoint, parseCheckpoint } from './merkle/checkpoint.ts';
import { requireConsistency, type TreeHead } from './merkle/consistency.ts';
import { requireInclusion } from './merkle/inclusion.ts';
import { type NoteVerifier, openNote } from './merkle/signed-note.ts';
import { leafHash, type Sha256 } from './merkle/tree-hash.ts';

/** The collector's word that a record is in its log, and the proof. Hashes are base64. */
export interface LogReceipt {
  /** A signed note (C2SP tlog-checkpoint). */
  readonly checkpoint: string;
  /** Number of the record's leaf. */
  readonly index: number;
  readonly receivedAt: string;
  /** From the leaf to the checkpoint's root. */
  readonly inclusion: readonly string[];
  /** From the tree that the asker knew to the checkpoint's; empty when it knew none, or this one. */
  readonly consistency: readonly string[];
}

/** Which record a receipt is for. */
export type ReceiptRecord = Pick<LogEntry, 'agent' | 'seq' | 'hash'>;

/** A receipt as an agent keeps it: an auditor can hold any export against it. */
export interface KeptReceipt {
  readonly record: ReceiptRecord;
  readonly receipt: LogReceipt;
}

/** What a receipt is held against. */
export interface ReceiptExpectation {
  readonly record: ReceiptRecord;
  /** The head that was verified last; of size 0 before the first. */
  readonly known: TreeHead;
  readonly log: NoteVerifier;
}

/**
 * The checkpoint of a receipt, once it is shown that the log signed it, that the record is in it and that it
 * continues what was known. Throws MerkleError.
 */
export function requireReceipt(
  receipt: LogReceipt,
  { record, known, log }: ReceiptExpectation,
  sha256: Sha256,
): Checkpoint {
  const { index, receivedAt } = receipt;
  const checkpoint = readCheckpoint(receipt.checkpoint, log);
  const consistency = receipt.consistency.map(bytesOfBase64);
  requireConsistency({ older: known, newer: checkpoint, proof: consistency }, sha256);
  const { agent, seq, hash } = record;
  const leaf = leafHash(logEntryBytes({ v: 1, agent, seq, hash, receivedAt }), sha256);
  const { size, root } = checkpoint;
  requireInclusion({ index, size, leaf, root, proof: receipt.inclusion.map(bytesOfBase64) }, sha256);
  return checkpoint;
}

/** The checkpoint in a note, once its signature holds. Throws MerkleError. */
export function readCheckpoint(note: string, log: NoteVerifier): Checkpoint {
  return parseCheckpoint(openNote(note, log), log.name);
}
