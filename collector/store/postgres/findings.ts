import { sql } from 'kysely';
import { recordJson } from '../../../protocol/audit-record.ts';
import { canonicalJson } from '../../../protocol/canonical-json.ts';
import { type FindingsTable, findingOf, type NewFinding } from '../findings.ts';
import type { Row } from '../row.ts';
import type { PostgresConnection, Tx } from './connection.ts';

export function findingsTable(connection: PostgresConnection): FindingsTable {
  return {
    all: () =>
      connection.read(async (db) => {
        const { rows } = await sql<Row>`
          SELECT kind, agent, seq, text, signature FROM findings ORDER BY id
        `.execute(db);
        return rows.map(findingOf);
      }),
  };
}

export async function addFinding(tx: Tx, { kind, signed }: NewFinding, foundAt: number): Promise<void> {
  const { record, signature } = signed;
  const text = canonicalJson(recordJson(record));
  await sql`
    INSERT INTO findings (kind, agent, seq, text, signature, found_at)
    VALUES (${kind}, ${record.agent}, ${record.seq}, ${text}, ${signature}, ${foundAt})
    ON CONFLICT DO NOTHING
  `.execute(tx);
}
