import { type RevocationRow, type RevocationsTable, revocationOf } from '../revocations.ts';
import { integer, maybe } from '../row.ts';
import type { SqliteConnection } from './connection.ts';

const COLUMNS = 'id, kind, target, reason, by, at';

export function revocationsTable({ database, writes }: SqliteConnection): RevocationsTable {
  const version = database.prepare('SELECT version FROM revocation_version');
  const active = database.prepare(`SELECT ${COLUMNS} FROM revocations WHERE lifted_at IS NULL ORDER BY id`);
  const count = database.prepare('SELECT count(*) AS active FROM revocations WHERE lifted_at IS NULL');
  const find = database.prepare(
    `SELECT ${COLUMNS} FROM revocations WHERE kind = ? AND target = ? AND lifted_at IS NULL`,
  );
  const add = database.prepare(
    `INSERT INTO revocations (kind, target, reason, by, at) VALUES (?, ?, ?, ?, ?) RETURNING ${COLUMNS}`,
  );
  const lift = database.prepare(
    'UPDATE revocations SET lifted_by = ?, lifted_at = ? WHERE id = ? AND lifted_at IS NULL',
  );
  const grow = database.prepare('UPDATE revocation_version SET version = version + 1');
  return {
    version: async () => integer(version.get(), 'version'),
    active: async () => active.all().map(revocationOf),
    add: ({ kind, target, reason, by, at }, max) =>
      writes.run((): RevocationRow | null => {
        const known = maybe(find.get(kind, target), revocationOf);
        if (known !== null) return known;
        if (integer(count.get(), 'active') >= max) return null;
        grow.run();
        return maybe(add.get(kind, target, reason, by, at), revocationOf);
      }),
    lift: (id, by, at) =>
      writes.run(() => {
        const isLifted = lift.run(by, at, id).changes === 1;
        if (isLifted) grow.run();
        return isLifted;
      }),
  };
}
