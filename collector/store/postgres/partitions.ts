import { sql } from 'kysely';
import type { Tx } from './connection.ts';

interface Partitions {
  readonly ensured: ReadonlySet<string>;
  /** Takes the name of one that was made, or found. */
  readonly made: Set<string>;
}

/**
 * Makes the month's partition of records where there is none yet; for a transaction that holds the sequence, so that
 * no two make it at once.
 */
export async function ensurePartition(
  tx: Tx,
  receivedAt: number,
  { ensured, made }: Partitions,
): Promise<void> {
  const { name, from, to } = monthOf(receivedAt);
  if (ensured.has(name) || made.has(name)) return;
  await sql
    .raw(`CREATE TABLE IF NOT EXISTS ${name} PARTITION OF records FOR VALUES FROM (${from}) TO (${to})`)
    .execute(tx);
  made.add(name);
}

interface Month {
  readonly name: string;
  /** Milliseconds since the epoch; `to` is exclusive. */
  readonly from: number;
  readonly to: number;
}

function monthOf(at: number): Month {
  const date = new Date(at);
  const [year, month] = [date.getUTCFullYear(), date.getUTCMonth()];
  return {
    name: `records_${year}_${String(month + 1).padStart(2, '0')}`,
    from: Date.UTC(year, month, 1),
    to: Date.UTC(year, month + 1, 1),
  };
}
