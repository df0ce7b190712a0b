import { sql } from 'kysely';
import { agentFindingOf, MAX_LISTED_ODDITIES, type OdditiesTable, type Oddity } from '../oddities.ts';
import type { Row } from '../row.ts';
import type { PostgresConnection, Tx } from './connection.ts';

export function odditiesTable(connection: PostgresConnection): OdditiesTable {
  return {
    ofAgent: (agent, head) =>
      connection.read(async (db) => {
        const { rows } = await sql<Row>`
          SELECT kind, first_seq, last_seq, times, found_at, last_at FROM oddities WHERE agent = ${agent}
          UNION ALL
          SELECT kind, seq, seq, 1, found_at, found_at FROM findings WHERE agent = ${agent}
          ORDER BY last_at DESC, first_seq DESC LIMIT ${MAX_LISTED_ODDITIES}
        `.execute(db);
        return rows.map((row) => agentFindingOf(row, head));
      }),
  };
}

/** `sighting` is where and when it was seen; for a transaction that holds the sequence. */
export async function noteOddity(
  tx: Tx,
  { kind, firstSeq, lastSeq }: Oddity,
  { agent, at }: { readonly agent: string; readonly at: number },
): Promise<void> {
  const { numAffectedRows } = await sql`
    UPDATE oddities SET last_seq = greatest(last_seq, ${lastSeq}), times = times + 1, last_at = ${at}
    WHERE id = (SELECT id FROM oddities WHERE agent = ${agent} AND kind = ${kind} ORDER BY id DESC LIMIT 1)
      AND first_seq <= ${firstSeq} AND last_seq >= ${firstSeq} - 1
  `.execute(tx);
  if (numAffectedRows !== 0n) return;
  await sql`
    INSERT INTO oddities (kind, agent, first_seq, last_seq, times, found_at, last_at)
    VALUES (${kind}, ${agent}, ${firstSeq}, ${lastSeq}, 1, ${at}, ${at})
  `.execute(tx);
}
