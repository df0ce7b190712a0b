import { sql } from 'kysely';
import { type LogTable, loggedOf } from '../log.ts';
import { bytes, integer, maybe, type Row, text } from '../row.ts';
import { StoreError } from '../store-error.ts';
import type { PostgresConnection, Queries } from './connection.ts';

const ENTRY = sql.raw('agent, seq, hash, received_at, log_index');

export function logTable(connection: PostgresConnection): LogTable {
  return {
    pinKey: (publicKey) =>
      connection.write(async (tx) => {
        const { rows } = await sql<Row>`
          INSERT INTO log_key (id, key) VALUES (1, ${publicKey})
          ON CONFLICT (id) DO UPDATE SET key = log_key.key RETURNING key
        `.execute(tx);
        return text(rows[0], 'key');
      }),
    size: () => connection.read(logSize),
    entries: (index, limit) =>
      connection.read(async (db) => {
        const { rows } = await sql<Row>`
          SELECT ${ENTRY} FROM leaves WHERE log_index >= ${index} ORDER BY log_index LIMIT ${limit}
        `.execute(db);
        return rows.map((row) => loggedOf(row).entry);
      }),
    entryOf: (agent, seq) =>
      connection.read(async (db) => {
        const { rows } =
          await sql<Row>`SELECT ${ENTRY} FROM leaves WHERE agent = ${agent} AND seq = ${seq}`.execute(db);
        return maybe(rows[0], loggedOf);
      }),
    hashes: (level, from, count) => connection.read((db) => readHashes(db, level, { from, count })),
  };
}

export async function logSize(db: Queries): Promise<number> {
  const { rows } = await sql<Row>`SELECT coalesce(max(log_index) + 1, 0) AS size FROM leaves`.execute(db);
  return integer(rows[0], 'size');
}

export async function readHashes(
  db: Queries,
  level: number,
  { from, count }: { readonly from: number; readonly count: number },
): Promise<Uint8Array> {
  const { rows } = await (level === 0
    ? sql<Row>`SELECT leaf AS hash FROM leaves WHERE log_index >= ${from} ORDER BY log_index LIMIT ${count}`
    : sql<Row>`
        SELECT hash FROM log_hashes WHERE level = ${level} AND number >= ${from} ORDER BY number LIMIT ${count}
      `
  ).execute(db);
  if (rows.length === count) return Buffer.concat(rows.map((row) => bytes(row, 'hash')));
  throw new StoreError('unexpected-row', `level ${level} has ${rows.length} of ${count} hashes from ${from}`);
}
