import { createHash } from 'node:crypto';
import { type RawBuilder, sql } from 'kysely';
import { integer, type Row, text } from '../row.ts';
import type { TalliesTable, Tally, TallySpan } from '../tallies.ts';
import { bigintArray, byteaArray, textArray } from './arrays.ts';
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

interface HourTally extends Tally {
  readonly hour: number;
}

/** Adds to the sums of hours. */
export async function addTallies(tx: Tx, tallies: readonly HourTally[]): Promise<void> {
  // A statement may change a row once.
  const sums = new Map<string, HourTally>();
  for (const tally of tallies) {
    const name = storable(tally.name);
    const key = JSON.stringify([tally.measure, tally.hour, name]);
    sums.set(key, { ...tally, name, amount: tally.amount + (sums.get(key)?.amount ?? 0) });
  }
  const rows = [...sums.values()];
  if (rows.length === 0) return;
  await sql`
    INSERT INTO tallies (measure, hour, name_key, name, amount)
    SELECT * FROM unnest(${textArray(rows.map(({ measure }) => measure))}::text[],
      ${bigintArray(rows.map(({ hour }) => hour))}::bigint[],
      ${byteaArray(rows.map(({ name }) => createHash('sha256').update(name).digest()))}::bytea[],
      ${textArray(rows.map(({ name }) => name))}::text[],
      ${bigintArray(rows.map(({ amount }) => amount))}::bigint[])
    ON CONFLICT (measure, hour, name_key) DO UPDATE SET amount = tallies.amount + excluded.amount
  `.execute(tx);
}
