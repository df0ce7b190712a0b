import type { DatabaseSync } from 'node:sqlite';
import { integer, text } from '../row.ts';
import type { TalliesTable, Tally } from '../tallies.ts';
import type { SqliteConnection } from './connection.ts';

const WITHIN = 'measure = ? AND hour >= ? AND hour < ?';

export function talliesTable({ database }: SqliteConnection): TalliesTable {
  const top = database.prepare(
    `SELECT name, sum(amount) AS total FROM tallies WHERE ${WITHIN}
     GROUP BY name ORDER BY total DESC, name LIMIT ?`,
  );
  const totals = database.prepare(
    `SELECT hour / CAST(? AS INTEGER) * CAST(? AS INTEGER) AS bucket, sum(amount) AS total FROM tallies WHERE ${WITHIN}
     GROUP BY bucket ORDER BY bucket`,
  );
  const series = database.prepare(
    `SELECT name, hour / CAST(? AS INTEGER) * CAST(? AS INTEGER) AS bucket, sum(amount) AS total FROM tallies WHERE ${WITHIN} AND name = ?
     GROUP BY name, bucket ORDER BY bucket`,
  );
  return {
    top: async (measure, { sinceHour, untilHour }, limit) =>
      top
        .all(measure, sinceHour, untilHour, limit)
        .map((row) => ({ name: text(row, 'name'), amount: integer(row, 'total') })),
    totals: async (measure, { sinceHour, untilHour, bucketHours }) =>
      totals
        .all(bucketHours, bucketHours, measure, sinceHour, untilHour)
        .map((row) => ({ hour: integer(row, 'bucket'), amount: integer(row, 'total') })),
    series: async (measure, { sinceHour, untilHour, bucketHours }, names) =>
      names.flatMap((name) =>
        series.all(bucketHours, bucketHours, measure, sinceHour, untilHour, name).map((row) => ({
          name,
          hour: integer(row, 'bucket'),
          amount: integer(row, 'total'),
        })),
      ),
  };
}

/** Adds to the sums of an hour. */
export function tallyWriter(database: DatabaseSync): (hour: number, tallies: readonly Tally[]) => void {
  const add = database.prepare(
    `INSERT INTO tallies (measure, hour, name, amount) VALUES (?, ?, ?, ?)
     ON CONFLICT (measure, hour, name) DO UPDATE SET amount = tallies.amount + excluded.amount`,
  );
  return (hour, tallies) => {
    for (const { measure, name, amount } of tallies) add.run(measure, hour, name, amount);
  };
}
