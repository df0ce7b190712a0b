import { createHash } from 'node:crypto';
import { type RawBuilder, sql } from 'kysely';
import { integer, type Row, text } from '../row.ts';
import type { TalliesTable, Tally, TallySpan } from '../tallies.ts';
import type { PostgresConnection, Tx } from './connection.ts';
import { storable } from './storable.ts';

export function talliesTable(connection: PostgresConnection): TalliesTable {
  return {
    top: (measure, span, limit) =>
      connection.read(async (db) => {
        const { rows } = await sql<Row>`
          SELECT name, sum(amount)::bigint AS total FROM tallies WHERE ${within(measure, span)}
          GROUP BY name ORDER BY total DESC, name LIMIT ${limit}
        `.execute(db);
        return rows.map((row) => ({ name: text(row, 'name'), amount: integer(row, 'total') }));
      }),
    totals: (measure, span) =>
      connection.read(async (db) => {
        const { rows } = await sql<Row>`
          SELECT ${bucket(span)} AS bucket, sum(amount)::bigint AS total FROM tallies WHERE ${within(measure, span)}
          GROUP BY bucket ORDER BY bucket
        `.execute(db);
        return rows.map((row) => ({ hour: integer(row, 'bucket'), amount: integer(row, 'total') }));
      }),
    series: (measure, span, names) =>
      connection.read(async (db) => {
        const { rows } = await sql<Row>`
          SELECT name, ${bucket(span)} AS bucket, sum(amount)::bigint AS total FROM tallies
          WHERE ${within(measure, span)} AND name = ANY(${[...names]}::text[])
          GROUP BY name, bucket ORDER BY array_position(${[...names]}::text[], name), bucket
        `.execute(db);
        return rows.map((row) => ({
          name: text(row, 'name'),
          hour: integer(row, 'bucket'),
          amount: integer(row, 'total'),
        }));
      }),
  };
}

function within(measure: string, { sinceHour, untilHour }: TallySpan): RawBuilder<unknown> {
  return sql`measure = ${measure} AND hour >= ${sinceHour} AND hour < ${untilHour}`;
}

function bucket({ bucketHours }: { readonly bucketHours: number }): RawBuilder<unknown> {
  return sql`hour / ${sql.lit(bucketHours)} * ${sql.lit(bucketHours)}`;
}

/** Adds to the sums of an hour. */
export async function addTallies(tx: Tx, hour: number, tallies: readonly Tally[]): Promise<void> {
  for (const { measure, name, amount } of tallies) {
    const kept = storable(name);
    const key = createHash('sha256').update(kept).digest();
    await sql`
      INSERT INTO tallies (measure, hour, name_key, name, amount)
      VALUES (${measure}, ${hour}, ${key}, ${kept}, ${amount})
      ON CONFLICT (measure, hour, name_key) DO UPDATE SET amount = tallies.amount + excluded.amount
    `.execute(tx);
  }
}
