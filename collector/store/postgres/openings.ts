import { sql } from 'kysely';
import type { AuditRecord } from '../../../protocol/audit-record.ts';
import { recordOf } from '../content-seal.ts';
import { type Row, text } from '../row.ts';
import { textArray } from './arrays.ts';
import type { Tx } from './connection.ts';
import { storable } from './storable.ts';

/** Reads who opened the sessions of these records, and says which record did for one of them; null where none is stored. */
export async function openingsOf(
  tx: Tx,
  records: readonly AuditRecord[],
): Promise<(record: AuditRecord) => AuditRecord | null> {
  const asked = new Map(
    records.flatMap((record) => (record.session === null ? [] : [[keyOf(record), record]])),
  );
  if (asked.size === 0) return () => null;
  const sessions = [...asked.values()];
  const { rows } = await sql<Row>`
    SELECT a.key, o.text
    FROM unnest(${textArray([...asked.keys()])}::text[],
      ${textArray(sessions.map(({ session }) => storable(session)))}::text[],
      ${textArray(sessions.map(({ agent }) => agent))}::text[]) AS a (key, session, agent)
    CROSS JOIN LATERAL (
      SELECT text FROM records r
      WHERE r.session = a.session AND r.agent = a.agent AND r.event = 'session.opened' LIMIT 1
    ) o
  `.execute(tx);
  const openings = new Map(rows.map((row) => [text(row, 'key'), recordOf(row)]));
  return (record) => openings.get(keyOf(record)) ?? null;
}

/** An agent's id has one length, so no two sessions have one key. */
function keyOf({ agent, session }: AuditRecord): string {
  return agent + storable(session ?? '');
}
