import type { SQLInputValue } from 'node:sqlite';
import {
  type ApprovalFilter,
  type ApprovalsTable,
  eventOf,
  numberedOf,
  type Transition,
} from '../approvals.ts';
import { integer, maybe, type Row, text } from '../row.ts';
import { approvalReader, SELECT_APPROVAL } from './approval-reader.ts';
import { approvalWriter } from './approval-writer.ts';
import type { SqliteConnection } from './connection.ts';

export function approvalsTable({ database, writes }: SqliteConnection): ApprovalsTable {
  const live = database.prepare(`${SELECT_APPROVAL} WHERE digest = ? AND kind IN ('pending', 'granted')`);
  const due = database.prepare('SELECT id FROM approvals WHERE due_at <= ? ORDER BY due_at');
  const history = database.prepare(
    'SELECT change, state, by FROM approval_events WHERE approval = ? ORDER BY id',
  );
  const countPending = database.prepare("SELECT count(*) AS pending FROM approvals WHERE kind = 'pending'");
  const lastEvent = database.prepare('SELECT coalesce(max(id), 0) AS last FROM approval_events');
  const eventAfter = database.prepare(
    'SELECT id, approval, change, state, by, at FROM approval_events WHERE id > ? ORDER BY id LIMIT 1',
  );
  const write = approvalWriter(database);
  const read = approvalReader(database);
  return {
    byId: async (id) => read.byId(id),
    page: async (filter) => readPage(database, filter).map((row) => read.rowOf(row)),
    countPending: async () => integer(countPending.get(), 'pending'),
    pendingIds: async (requester) => readPendingIds(database, requester),
    dueIds: async (now) => due.all(now).map((row) => text(row, 'id')),
    history: async (id) => history.all(id).map(eventOf),
    eventAfter: async (id) => maybe(eventAfter.get(id), numberedOf),
    lastEvent: async () => integer(lastEvent.get(), 'last'),
    ask: (approval, maxPending) =>
      writes.run(() => {
        const row = live.get(approval.digest);
        if (row !== undefined) return { kind: 'live', approval: read.rowOf(row) };
        const pending = readPendingIds(database, approval.ask.binding.requester).length;
        if (pending >= maxPending) return { kind: 'too-many', pending };
        write.add(approval);
        return { kind: 'new', approval: read.written(approval.id) };
      }),
    change: (id, decide) =>
      writes.run(() => {
        const before = read.byId(id);
        if (before === null) return null;
        const transition: Transition | null = decide(before);
        if (transition === null) return { before, after: before };
        write.move(id, transition);
        return { before, after: read.written(id) };
      }),
  };
}

function readPage(database: SqliteConnection['database'], filter: ApprovalFilter): readonly Row[] {
  const wanted: readonly (readonly [string, SQLInputValue])[] = [
    ['requester = ?', filter.requester],
    ['kind = ?', filter.state],
    ['id >= ?', filter.idPrefix],
    // After every hexadecimal digit, so that the prefix is a range of the index.
    ['id < ?', filter.idPrefix === null ? null : `${filter.idPrefix}g`],
    [filter.order === 'oldest' ? 'number > ?' : 'number < ?', filter.after],
  ];
  const used = wanted.filter(([, value]) => value !== null);
  const where = used.length === 0 ? '' : `WHERE ${used.map(([condition]) => condition).join(' AND ')}`;
  const values = used.map(([, value]) => value);
  const direction = filter.order === 'oldest' ? 'ASC' : 'DESC';
  return database
    .prepare(`${SELECT_APPROVAL} ${where} ORDER BY number ${direction} LIMIT ?`)
    .all(...values, filter.limit);
}

function readPendingIds(database: SqliteConnection['database'], requester: string | null): readonly string[] {
  const query = "SELECT id FROM approvals WHERE kind = 'pending'";
  const rows =
    requester === null
      ? database.prepare(`${query} ORDER BY number`).all()
      : database.prepare(`${query} AND requester = ? ORDER BY number`).all(requester);
  return rows.map((row) => text(row, 'id'));
}
