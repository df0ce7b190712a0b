import { sql } from 'kysely';
import type { Tx } from './connection.ts';

/** What one transaction at a time may do, over all collectors on the database. Numbers are of this program alone. */
const LOCKS = { migrate: 1, sequence: 2, approvals: 3, tokens: 4, passes: 5 } as const;
const NAMESPACE = 0x43_53;

/**
 * Waits until nobody else holds the lock. It ends with the transaction, however that ends: whoever waits takes over
 * from a collector that died as soon as the database knows.
 */
export async function lockFor(tx: Tx, what: keyof typeof LOCKS): Promise<void> {
  await sql`SELECT pg_advisory_xact_lock(${NAMESPACE}::int, ${LOCKS[what]}::int)`.execute(tx);
}
