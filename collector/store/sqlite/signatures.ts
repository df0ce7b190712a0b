import { integer } from '../row.ts';
import { badSignature, type SignaturesTable, vouchedOf } from '../signatures.ts';
import type { SqliteConnection } from './connection.ts';
import { oddityWriter } from './oddities.ts';

export function signaturesTable({ database, writes }: SqliteConnection): SignaturesTable {
  const next = database.prepare(
    `SELECT r.id, r.vouched, r.agent, r.seq, r.text, r.signature, a.public_key
     FROM records r LEFT JOIN agents a ON a.id = r.agent
     WHERE r.id > (SELECT checked FROM signature_progress) ORDER BY r.id LIMIT ?`,
  );
  const progress = database.prepare('UPDATE signature_progress SET checked = ?');
  const left = database.prepare(
    'SELECT coalesce(max(id), 0) - (SELECT checked FROM signature_progress) AS left FROM records',
  );
  const note = oddityWriter(database);
  return {
    checkNext: async (limit, { at, badOf }) => {
      const rows = next.all(limit);
      const last = rows.at(-1);
      if (last === undefined) return { passed: 0, left: 0 };
      const bad = await badOf(rows.filter(({ vouched }) => vouched === 1).map(vouchedOf));
      return writes.runOwn(() => {
        for (const record of bad) note(badSignature(record), { agent: record.agent, at });
        progress.run(integer(last, 'id'));
        return { passed: rows.length, left: integer(left.get(), 'left') };
      });
    },
  };
}
