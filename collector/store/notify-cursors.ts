import type { DatabaseSync } from 'node:sqlite';
import { integer } from './row.ts';

export interface NotifyCursorsTable {
  /** The last event that this target was told of. A target that is new starts at the newest, not in the past. */
  of(target: string): number;
  move(target: string, event: number): void;
}

export function notifyCursorsTable(database: DatabaseSync): NotifyCursorsTable {
  const add = database.prepare(
    `INSERT INTO notify_cursors (target, event)
     SELECT ?, coalesce(max(id), 0) FROM approval_events WHERE true ON CONFLICT DO NOTHING`,
  );
  const read = database.prepare('SELECT event FROM notify_cursors WHERE target = ?');
  const move = database.prepare('UPDATE notify_cursors SET event = ? WHERE target = ?');
  return {
    of: (target) => {
      const row = read.get(target);
      if (row !== undefined) return integer(row, 'event');
      add.run(target);
      return integer(read.get(target), 'event');
    },
    move: (target, event) => {
      move.run(event, target);
    },
  };
}
