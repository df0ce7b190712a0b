import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { clientConfig } from '../../../collector/store/postgres/connection.ts';
import { openPostgresStore } from '../../../collector/store/postgres/open.ts';
import { openDatabase } from '../../../collector/store/sqlite/database.ts';
import { openSqliteStore } from '../../../collector/store/sqlite/open.ts';
import type { Store } from '../../../collector/store/store.ts';
import { startPostgres } from '../../support/postgres.ts';

/** A row as a program would insert it that checks nothing and builds no tree. */
export interface RawRow {
  readonly agent: string;
  readonly seq: number;
  readonly hash: string;
  readonly text: string;
  readonly signature: string;
}

/**
 * A database with the collector's store in it, and beside that a plain table of the same columns and keys, written over
 * a connection with the settings of the store's own: what is deleted is overwritten, and its log is as long.
 */
export interface BenchStore {
  readonly store: Store;
  /** Commits these rows in one transaction, as durable as the store's; each client has one at a time. */
  insert(rows: readonly RawRow[], client: number): Promise<void>;
  close(): Promise<void>;
}

/** As many as agents, so that the database can flush for several at once, as the store does. */
export const RAW_CLIENTS = 16;

const TABLE = `CREATE TABLE raw (id BIGINT PRIMARY KEY, agent TEXT NOT NULL, seq BIGINT NOT NULL, hash TEXT NOT NULL,
  text TEXT NOT NULL, signature TEXT NOT NULL, event TEXT NOT NULL, session TEXT, exchange TEXT,
  received_at BIGINT NOT NULL, UNIQUE (agent, seq))`;
const INDEXES = ['session', 'exchange', 'event', 'received_at'].map(
  (column) => `CREATE INDEX raw_${column} ON raw (${column})`,
);

export const BENCH_STORES: readonly (readonly [string, () => Promise<BenchStore>])[] = [
  ['SQLite', openSqliteBench],
  ['PostgreSQL', openPostgresBench],
];

export async function openSqliteBench(): Promise<BenchStore> {
  const directory = await mkdtemp(join(tmpdir(), 'countersign-bench-'));
  const store = openSqliteStore(directory);
  const database = openDatabase(join(directory, 'collector.db'));
  for (const statement of [TABLE, ...INDEXES]) database.exec(statement);
  const add = database.prepare('INSERT INTO raw VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)');
  let id = 0;
  return {
    store,
    insert: async (rows) => {
      database.exec('BEGIN IMMEDIATE');
      for (const { agent, seq, hash, text, signature } of rows) {
        id += 1;
        add.run(id, agent, seq, hash, text, signature, 'exchange.intent', 's1', `x${seq}`, 1);
      }
      database.exec('COMMIT');
    },
    close: async () => {
      database.close();
      await store.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

async function openPostgresBench(): Promise<BenchStore> {
  const server = await startPostgres();
  const settings = await server.database();
  const store = await openPostgresStore(settings);
  const clients = Array.from({ length: RAW_CLIENTS }, () => new pg.Client(clientConfig(settings)));
  await Promise.all(clients.map((client) => client.connect()));
  for (const statement of [TABLE, ...INDEXES]) await clients[0]?.query(statement);
  let id = 0;
  return {
    store,
    insert: async (rows, number) => {
      const client = clients[number];
      if (client === undefined) throw new RangeError(`there is no client ${number}`);
      const first = id;
      id += rows.length;
      const columns = [
        rows.map((_, at) => first + at),
        rows.map(({ agent }) => agent),
        rows.map(({ seq }) => seq),
        rows.map(({ hash }) => hash),
        rows.map(({ text }) => text),
        rows.map(({ signature }) => signature),
        rows.map(({ seq }) => `x${seq}`),
      ];
      await client.query('BEGIN');
      await client.query(
        `INSERT INTO raw (id, agent, seq, hash, text, signature, exchange, event, session, received_at)
         SELECT *, 'exchange.intent', 's1', 1 FROM unnest($1::bigint[], $2::text[], $3::bigint[], $4::text[],
           $5::text[], $6::text[], $7::text[])`,
        columns,
      );
      await client.query('COMMIT');
    },
    close: async () => {
      await Promise.all(clients.map((client) => client.end()));
      await store.close();
      await server.close();
    },
  };
}
