import { CollectorStartError } from '../start-error.ts';
import { openPostgresStore } from './postgres/open.ts';
import type { PostgresSettings } from './postgres/settings.ts';
import { openSqliteStore } from './sqlite/open.ts';
import type { Store, StoreLimits } from './store.ts';
import { StoreError } from './store-error.ts';

/**
 * The database that the settings name, or, where they name none, one of its own below `directory`. Rejects with
 * CollectorStartError `no-database` where it cannot be had, and with StoreError `too-new`.
 */
export async function openStore(
  directory: string,
  settings: PostgresSettings | null,
  limits: StoreLimits,
): Promise<Store> {
  if (settings === null) return openSqliteStore(directory, limits);
  try {
    return await openPostgresStore(settings, limits);
  } catch (cause) {
    if (!(cause instanceof StoreError) || cause.code === 'too-new') throw cause;
    throw new CollectorStartError('no-database', `${settings.host}:${settings.port}: ${cause.message}`, {
      hint: 'check that PostgreSQL runs there, the name of the database, the user and the password file',
      cause,
    });
  }
}
