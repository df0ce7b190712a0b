import type { NotifyCursorsTable } from '../notify-cursors.ts';
import { integer } from '../row.ts';
import type { SqliteConnection } from './connection.ts';

export function notifyCursorsTable({ database, writes }: SqliteConnection): NotifyCursorsTable {
  const add = database.prepare(
    `INSERT INTO notify_cursors (target, event)
     SELECT ?, coalesce(max(id), 0) FROM approval_events WHERE true ON CONFLICT DO NOTHING`,
  );
  const read = database.prepare('SELECT event FROM notify_cursors WHERE target = ?');
  const move = database.prepare('UPDATE notify_cursors SET event = ? WHERE target = ?');
  return {
    of: async (target) => {
      const known = read.get(target);
      if (known !== undefined) return integer(known, 'event');
      return writes.run(() => {
        add.run(target);
        return integer(read.get(target), 'event');
      });
    },
    hold: async () => true,
    move: async (target, event) => {
      await writes.run(() => move.run(event, target));
    },
  };
}
