import type { DatabaseSync } from 'node:sqlite';
import { recordJson } from '../../../protocol/audit-record.ts';
import { canonicalJson } from '../../../protocol/canonical-json.ts';
import { type FindingsTable, findingOf, type NewFinding } from '../findings.ts';

export function findingsTable(database: DatabaseSync): FindingsTable {
  const all = database.prepare('SELECT kind, agent, seq, text, signature FROM findings ORDER BY id');
  return { all: async () => all.all().map(findingOf) };
}

export function findingWriter(database: DatabaseSync): (finding: NewFinding, foundAt: number) => void {
  const add = database.prepare(
    `INSERT INTO findings (kind, agent, seq, text, signature, found_at) VALUES (?, ?, ?, ?, ?, ?)
     ON CONFLICT DO NOTHING`,
  );
  return ({ kind, signed: { record, signature } }, foundAt) => {
    add.run(kind, record.agent, record.seq, canonicalJson(recordJson(record)), signature, foundAt);
  };
}
