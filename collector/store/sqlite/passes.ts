import { type PassesTable, passOf } from '../passes.ts';
import { maybe } from '../row.ts';
import type { SqliteConnection } from './connection.ts';

const COLUMNS = 'kind, name, owner, content, expires_at';

export function passesTable({ database, writes }: SqliteConnection): PassesTable {
  const dropOver = database.prepare('DELETE FROM passes WHERE expires_at <= ?');
  const dropOwners = database.prepare(
    `DELETE FROM passes WHERE kind = ?1 AND owner = ?2 AND number NOT IN
       (SELECT number FROM passes WHERE kind = ?1 AND owner = ?2 ORDER BY number DESC LIMIT ?3)`,
  );
  const dropOldest = database.prepare(
    `DELETE FROM passes WHERE kind = ?1 AND number NOT IN
       (SELECT number FROM passes WHERE kind = ?1 ORDER BY number DESC LIMIT ?2)`,
  );
  const add = database.prepare(`INSERT INTO passes (${COLUMNS}) VALUES (?, ?, ?, ?, ?)`);
  const find = database.prepare(
    `SELECT ${COLUMNS} FROM passes WHERE kind = ? AND name = ? AND expires_at > ?`,
  );
  const take = database.prepare(
    `DELETE FROM passes WHERE kind = ? AND name = ? AND expires_at > ? RETURNING ${COLUMNS}`,
  );
  const all = database.prepare(
    `SELECT ${COLUMNS} FROM passes WHERE kind = ? AND expires_at > ? ORDER BY number`,
  );
  return {
    put: async ({ kind, name, owner, content, expiresAt }, { most, mostOfOwner, now }) => {
      await writes.run(() => {
        dropOver.run(now);
        if (mostOfOwner !== null) dropOwners.run(kind, owner, mostOfOwner - 1);
        dropOldest.run(kind, most - 1);
        add.run(kind, name, owner, JSON.stringify(content), expiresAt);
      });
    },
    find: async ({ kind, name }, now) => maybe(find.get(kind, name, now), passOf),
    take: ({ kind, name }, now) => writes.run(() => maybe(take.get(kind, name, now), passOf)),
    all: async (kind, now) => all.all(kind, now).map(passOf),
  };
}
