import { sql } from 'kysely';
import { integer, type Row } from '../row.ts';
import { badSignature, type SignaturesTable, vouchedOf } from '../signatures.ts';
import type { PostgresConnection } from './connection.ts';
import { logSize } from './log.ts';
import { noteOddity } from './oddities.ts';

export function signaturesTable(connection: PostgresConnection): SignaturesTable {
  return {
    checkNext: (limit, { at, badOf }) =>
      connection.write(async (tx) => {
        // Of several collectors one goes on where the other ended. It alone notes findings of this kind.
        const progress = await sql<Row>`SELECT checked FROM signature_progress FOR UPDATE`.execute(tx);
        const { rows } = await sql<Row>`
          SELECT r.id, r.vouched, r.agent, l.seq, r.text, r.signature, a.public_key
          FROM records r JOIN leaves l ON l.log_index = r.id - 1 LEFT JOIN agents a ON a.id = r.agent
          WHERE r.id > ${integer(progress.rows[0], 'checked')} ORDER BY r.id LIMIT ${limit}
        `.execute(tx);
        const last = rows.at(-1);
        if (last === undefined) return { passed: 0, left: 0 };
        const bad = await badOf(rows.filter((row) => row['vouched'] === true).map(vouchedOf));
        for (const record of bad) await noteOddity(tx, badSignature(record), { agent: record.agent, at });
        const checked = integer(last, 'id');
        await sql`UPDATE signature_progress SET checked = ${checked}`.execute(tx);
        return { passed: rows.length, left: (await logSize(tx)) - checked };
      }),
  };
}
