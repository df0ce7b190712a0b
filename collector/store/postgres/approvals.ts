import { type RawBuilder, sql } from 'kysely';
import {
  type ApprovalFilter,
  type ApprovalRow,
  type ApprovalsTable,
  eventOf,
  numberedOf,
} from '../approvals.ts';
import { integer, maybe, type Row, text } from '../row.ts';
import { readApproval, readApprovals, SELECT_APPROVAL, writtenApproval } from './approval-reader.ts';
import { addApproval, moveApproval } from './approval-writer.ts';
import type { PostgresConnection, Queries } from './connection.ts';
import { lockFor } from './locks.ts';

export function approvalsTable(connection: PostgresConnection): ApprovalsTable {
  return {
    byId: (id) => connection.read((db) => readApproval(db, id)),
    page: (filter) => connection.read((db) => readApprovals(db, pageQuery(filter))),
    countPending: () =>
      connection.read(async (db) => {
        const { rows } = await sql<Row>`
          SELECT count(*) AS pending FROM approvals WHERE kind = 'pending'
        `.execute(db);
        return integer(rows[0], 'pending');
      }),
    pendingIds: (requester) => connection.read((db) => readPendingIds(db, requester)),
    dueIds: (now) =>
      connection.read(async (db) => {
        const { rows } =
          await sql<Row>`SELECT id FROM approvals WHERE due_at <= ${now} ORDER BY due_at`.execute(db);
        return rows.map((row) => text(row, 'id'));
      }),
    history: (id) =>
      connection.read(async (db) => {
        const { rows } = await sql<Row>`
          SELECT change, state, by FROM approval_events WHERE approval = ${id} ORDER BY id
        `.execute(db);
        return rows.map(eventOf);
      }),
    lastEvent: () =>
      connection.read(async (db) => {
        const { rows } = await sql<Row>`SELECT coalesce(max(id), 0) AS last FROM approval_events`.execute(db);
        return integer(rows[0], 'last');
      }),
    eventAfter: (id) =>
      connection.read(async (db) => {
        const { rows } = await sql<Row>`
          SELECT id, approval, change, state, by, at FROM approval_events WHERE id > ${id} ORDER BY id LIMIT 1
        `.execute(db);
        return maybe(rows[0], numberedOf);
      }),
    ...deciding(connection),
  };
}

/** One after the other over all collectors: so events are numbered in the order in which they can be seen. */
function deciding(connection: PostgresConnection): Pick<ApprovalsTable, 'ask' | 'change'> {
  return {
    ask: (approval, maxPending) =>
      connection.write(async (tx) => {
        await lockFor(tx, 'approvals');
        const [live] = await readApprovals(
          tx,
          sql`${SELECT_APPROVAL} WHERE digest = ${approval.digest} AND kind IN ('pending', 'granted')`,
        );
        if (live !== undefined) return { kind: 'live', approval: live };
        const pending = (await readPendingIds(tx, approval.ask.binding.requester)).length;
        if (pending >= maxPending) return { kind: 'too-many', pending };
        await addApproval(tx, approval);
        return { kind: 'new', approval: await writtenApproval(tx, approval.id) };
      }),
    change: (id, decide) =>
      connection.write(async (tx) => {
        await lockFor(tx, 'approvals');
        const before: ApprovalRow | null = await readApproval(tx, id);
        if (before === null) return null;
        const transition = decide(before);
        if (transition === null) return { before, after: before };
        await moveApproval(tx, id, transition);
        return { before, after: await writtenApproval(tx, id) };
      }),
  };
}

function pageQuery(filter: ApprovalFilter): RawBuilder<unknown> {
  const { requester, state, idPrefix, after, order, limit } = filter;
  const conditions = [
    requester === null ? null : sql`requester = ${requester}`,
    state === null ? null : sql`kind = ${state}`,
    // After every hexadecimal digit, so that the prefix is a range of the index.
    idPrefix === null ? null : sql`id >= ${idPrefix} AND id < ${`${idPrefix}g`}`,
    after === null ? null : order === 'oldest' ? sql`number > ${after}` : sql`number < ${after}`,
  ].filter((condition) => condition !== null);
  const where = conditions.length === 0 ? sql`` : sql` WHERE ${sql.join(conditions, sql` AND `)}`;
  const direction = order === 'oldest' ? sql`ASC` : sql`DESC`;
  return sql`${SELECT_APPROVAL}${where} ORDER BY number ${direction} LIMIT ${limit}`;
}

async function readPendingIds(db: Queries, requester: string | null): Promise<readonly string[]> {
  const own = requester === null ? sql`` : sql` AND requester = ${requester}`;
  const { rows } = await sql<Row>`
    SELECT id FROM approvals WHERE kind = 'pending'${own} ORDER BY number
  `.execute(db);
  return rows.map((row) => text(row, 'id'));
}
