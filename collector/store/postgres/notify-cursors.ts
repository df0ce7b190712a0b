import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import type { NotifyCursorsTable } from '../notify-cursors.ts';
import { integer, type Row } from '../row.ts';
import type { PostgresConnection } from './connection.ts';

export function notifyCursorsTable(connection: PostgresConnection): NotifyCursorsTable {
  const holder = randomUUID();
  return {
    hold: (target, forMs) =>
      connection.write(async (tx) => {
        // By the database's clock: those of collectors differ.
        const { numAffectedRows } = await sql`
          UPDATE notify_cursors SET holder = ${holder}, held_until = now() + ${forMs} * interval '1 millisecond'
          WHERE target = ${target} AND (holder = ${holder} OR held_until <= now())
        `.execute(tx);
        return numAffectedRows === 1n;
      }),
    of: (target) =>
      connection.write(async (tx) => {
        await sql`
          INSERT INTO notify_cursors (target, event)
          SELECT ${target}, coalesce(max(id), 0) FROM approval_events ON CONFLICT DO NOTHING
        `.execute(tx);
        const { rows } = await sql<Row>`SELECT event FROM notify_cursors WHERE target = ${target}`.execute(
          tx,
        );
        return integer(rows[0], 'event');
      }),
    move: async (target, event) => {
      await connection.write((tx) =>
        sql`UPDATE notify_cursors SET event = ${event} WHERE target = ${target}`.execute(tx),
      );
    },
  };
}
