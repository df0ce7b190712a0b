import type { DatabaseSync } from 'node:sqlite';
import { recordJson, type SignedRecord } from '../../protocol/audit-record.ts';
import { canonicalJson } from '../../protocol/canonical-json.ts';
import { integer, type Row, text } from './row.ts';

/** `fork`: an agent signed two different records for one place of its chain. */
type FindingKind = 'fork';

interface Finding {
  readonly kind: FindingKind;
  readonly agent: string;
  readonly seq: number;
  /** Canonical JSON of the record that was refused, with the signature that proves who made it. */
  readonly text: string;
  readonly signature: string;
}

export interface FindingsTable {
  add(kind: FindingKind, signed: SignedRecord, foundAt: number): void;
  all(): readonly Finding[];
}

export function findingsTable(database: DatabaseSync): FindingsTable {
  const add = database.prepare(
    `INSERT INTO findings (kind, agent, seq, text, signature, found_at) VALUES (?, ?, ?, ?, ?, ?)
     ON CONFLICT DO NOTHING`,
  );
  const all = database.prepare('SELECT kind, agent, seq, text, signature FROM findings ORDER BY id');
  return {
    add: (kind, { record, signature }, foundAt) => {
      add.run(kind, record.agent, record.seq, canonicalJson(recordJson(record)), signature, foundAt);
    },
    all: () => all.all().map(findingOf),
  };
}

function findingOf(row: Row): Finding {
  return {
    kind: text(row, 'kind') as FindingKind,
    agent: text(row, 'agent'),
    seq: integer(row, 'seq'),
    text: text(row, 'text'),
    signature: text(row, 'signature'),
  };
}
