import type { SignedRecord } from '../../protocol/audit-record.ts';
import { integer, type Row, text } from './row.ts';

/** `fork`: an agent signed two different records for one place of its chain. */
type FindingKind = 'fork';

export interface NewFinding {
  readonly kind: FindingKind;
  readonly signed: SignedRecord;
}

interface Finding {
  readonly kind: FindingKind;
  readonly agent: string;
  readonly seq: number;
  /** Canonical JSON of the record that was refused, with the signature that proves who made it. */
  readonly text: string;
  readonly signature: string;
}

export interface FindingsTable {
  all(): Promise<readonly Finding[]>;
}

export function findingOf(row: Row): Finding {
  return {
    kind: text(row, 'kind') as FindingKind,
    agent: text(row, 'agent'),
    seq: integer(row, 'seq'),
    text: text(row, 'text'),
    signature: text(row, 'signature'),
  };
}
