import { isAbsolute } from 'node:path';
import { type JsonSchema, requiring, text } from '../../protocol/schema.ts';
import type { PostgresSettings } from './postgres/settings.ts';

/** Of the settings file: the database, where it is not one of the collector's own. */
export interface StoreEntry {
  readonly kind: 'postgresql';
  /** A name or an address; a path: the folder of the server's socket. */
  readonly host: string;
  readonly port?: number;
  readonly database: string;
  readonly user: string;
  readonly passwordFile?: string;
  readonly tls?: { readonly ca?: string };
  readonly maxConnections?: number;
}

const TEXT = text(500);

export const STORE_SCHEMA: JsonSchema = requiring(['kind', 'host', 'database', 'user'], {
  kind: { const: 'postgresql' },
  host: TEXT,
  port: { type: 'integer', minimum: 1, maximum: 65_535 },
  database: TEXT,
  user: TEXT,
  passwordFile: TEXT,
  tls: requiring([], { ca: TEXT }),
  maxConnections: { type: 'integer', minimum: 3, maximum: 100 },
});

interface EntryPorts {
  /** What is in a file beside the settings. */
  readonly near: (name: string) => Buffer;
  readonly refuse: (what: string) => Error;
}

const DEFAULT_PORT = 5432;
const DEFAULT_CONNECTIONS = 10;
const LOOPBACK: readonly string[] = ['127.0.0.1', 'localhost', '::1'];

/** Null: the settings name no database. Throws what `refuse` makes of an entry that would send a password in the clear. */
export function databaseSettings(
  entry: StoreEntry | undefined,
  { near, refuse }: EntryPorts,
): PostgresSettings | null {
  if (entry === undefined) return null;
  const { host, port = DEFAULT_PORT, database, user, passwordFile, tls } = entry;
  const isSocket = isAbsolute(host);
  if (tls === undefined && !isSocket && !LOOPBACK.includes(host)) {
    throw refuse(`/store/host is ${host} without /store/tls, expected {} or the file of an authority`);
  }
  if (tls !== undefined && isSocket) {
    throw refuse('/store/host is a socket, which knows no /store/tls, expected one of the two');
  }
  return {
    ...{ host, port, database, user },
    password: passwordFile === undefined ? null : near(passwordFile).toString('utf8').trim(),
    tls: tls === undefined ? null : { ca: tls.ca === undefined ? null : near(tls.ca) },
    maxConnections: entry.maxConnections ?? DEFAULT_CONNECTIONS,
  };
}
