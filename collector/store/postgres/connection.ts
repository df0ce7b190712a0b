import { Kysely, PostgresDialect, type Transaction } from 'kysely';
import pg from 'pg';
import { StoreError } from '../store-error.ts';
import type { PostgresSettings } from './settings.ts';

/** Statements are written in SQL: no query of theirs is built from the types of tables. */
export type Queries = Kysely<unknown>;
export type Tx = Transaction<unknown>;

/** A database that does not answer in these times is away, and nothing is acknowledged. */
const CONNECT_TIMEOUT_MS = 5000;
const STATEMENT_TIMEOUT_MS = 15_000;
const LOCK_TIMEOUT_MS = 10_000;

/** Owner of the connections of one process. What the database says of a fault may quote rows, so only its code is kept. */
export class PostgresConnection {
  readonly #settings: PostgresSettings;
  readonly #pool: pg.Pool;
  readonly #queries: Queries;
  #isClosed = false;

  constructor(settings: PostgresSettings) {
    this.#settings = settings;
    this.#pool = new pg.Pool({ ...clientConfig(settings), max: settings.maxConnections });
    // A connection that breaks is replaced by the pool. What was asked on it fails; this event besides would end the process.
    this.#pool.on('error', () => {});
    this.#pool.on('connect', (client) => client.on('error', () => {}));
    this.#queries = new Kysely({ dialect: new PostgresDialect({ pool: this.#pool }) });
  }

  /** Runs statements each on its own. Rejects with StoreError `away` or `failed`, or with what `work` threw itself. */
  read<T>(work: (queries: Queries) => Promise<T>): Promise<T> {
    return this.#guarded(() => work(this.#queries));
  }

  /** Runs `work` as one transaction: all of it is stored, or nothing. Rejects as `read` does. */
  write<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    return this.#guarded(() => this.#queries.transaction().execute(work));
  }

  /** Each takes a connection of its own and the time that it takes: it stands in no transaction. */
  vacuum(what: readonly string[]): Promise<void> {
    return this.#guarded(async () => {
      const client = new pg.Client({
        ...clientConfig(this.#settings),
        statement_timeout: 0,
        query_timeout: 0,
      });
      client.on('error', () => {});
      try {
        await client.connect();
        for (const each of what) await client.query(`VACUUM ${each}`);
      } finally {
        await client.end();
      }
    });
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#queries.destroy();
  }

  async #guarded<T>(work: () => Promise<T>): Promise<T> {
    if (this.#isClosed) throw new StoreError('closed', 'the database is closed');
    try {
      return await work();
    } catch (cause) {
      throw faultOf(cause);
    }
  }
}

/** Of one connection: numbers come as numbers, and nothing is waited for without end. */
export function clientConfig(settings: PostgresSettings): pg.ClientConfig {
  const { host, port, database, user, password, tls } = settings;
  return {
    ...{ host, port, database, user },
    ...(password === null ? {} : { password }),
    ssl: tls === null ? false : tls.ca === null ? true : { ca: tls.ca },
    application_name: 'countersign',
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    statement_timeout: STATEMENT_TIMEOUT_MS,
    // Where the network swallows what is said, the server's own limit is not heard.
    query_timeout: STATEMENT_TIMEOUT_MS + CONNECT_TIMEOUT_MS,
    lock_timeout: LOCK_TIMEOUT_MS,
    idle_in_transaction_session_timeout: STATEMENT_TIMEOUT_MS,
    keepAlive: true,
    types: { getTypeParser: parserOf as typeof pg.types.getTypeParser },
  };
}

/** Times and numbers of records stay far below 2**53. */
function parserOf(id: number, format?: 'text' | 'binary'): unknown {
  return id === pg.types.builtins.INT8 ? Number : pg.types.getTypeParser(id, format);
}

/** Of SQLSTATE: the connection is gone, the server stops, or it has no room for one more. */
const AWAY = /^(08|57P|53)/;

/** What a statement or a connection failed with, without anything that a row, a password or an address could be in. */
export function faultOf(cause: unknown): unknown {
  if (cause instanceof StoreError || !(cause instanceof Error)) return cause;
  if (cause instanceof pg.DatabaseError) {
    const code = cause.code ?? 'none';
    return new StoreError(AWAY.test(code) ? 'away' : 'failed', `the database answered with error ${code}`);
  }
  if ('errno' in cause && 'code' in cause) {
    return new StoreError('away', `the database cannot be reached: ${String(cause.code)}`);
  }
  return DRIVER_FAULTS.test(cause.message)
    ? new StoreError('away', 'the database does not answer, or ended the connection')
    : cause;
}

/** The driver gives these no code. */
const DRIVER_FAULTS =
  /^(Connection terminated|timeout exceeded|timeout expired|Query read timeout|Client has encountered|The server does not support SSL|Cannot use a pool)/;
