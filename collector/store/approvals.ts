import type { DatabaseSync, SQLInputValue } from 'node:sqlite';
import type { ApprovalAsk, ApprovalState } from '../../protocol/approval.ts';
import type { CastVote, Change } from '../approval/machine.ts';
import { integer, json, type Row, text } from './row.ts';

/** What was asked, without the lines that reviewers alone are shown. */
export type StoredAsk = Omit<ApprovalAsk, 'diff'>;

/** An approval as it is stored. Times are milliseconds since the epoch. */
export interface ApprovalRow {
  /** Grows with every new approval; the cursor of pages. */
  readonly number: number;
  readonly id: string;
  readonly digest: string;
  readonly ask: StoredAsk;
  readonly state: ApprovalState;
  readonly dueAt: number | null;
  readonly askedAt: number;
  readonly expiresAt: number;
  /** Id of the last event. */
  readonly revision: number;
  readonly votes: readonly CastVote[];
}

type NewApproval = Pick<ApprovalRow, 'id' | 'digest' | 'ask' | 'askedAt' | 'expiresAt'>;

/** A transition: what happened, by whom, when, and the state after it. */
export interface Transition {
  readonly change: Change;
  readonly by: string;
  readonly at: number;
  readonly state: ApprovalState;
  readonly dueAt: number | null;
}

export interface ApprovalFilter {
  /** Null: of everybody. */
  readonly requester: string | null;
  readonly state: ApprovalState['kind'] | null;
  readonly idPrefix: string | null;
  readonly after: number | null;
  readonly order: 'oldest' | 'newest';
  readonly limit: number;
}

/** One line of an approval's history. */
interface ApprovalEventRow {
  readonly change: Change | { readonly kind: 'ask' };
  readonly state: ApprovalState['kind'];
  readonly by: string;
}

export interface ApprovalsTable {
  byId(id: string): ApprovalRow | null;
  /** The one approval with this digest that is pending or granted. */
  live(digest: string): ApprovalRow | null;
  page(filter: ApprovalFilter): readonly ApprovalRow[];
  pendingIds(requester: string | null): readonly string[];
  countPending(): number;
  dueIds(now: number): readonly string[];
  add(approval: NewApproval): void;
  addVote(id: string, vote: CastVote): void;
  /**
   * Applies a transition to the approval as it was read, in one UPDATE. False when something else was faster, or
   * when a state that lapses did so before `at`: then nothing is stored.
   */
  move(read: ApprovalRow, transition: Transition): boolean;
  history(id: string): readonly ApprovalEventRow[];
  /** The first event of any approval after this one; null when there is none. */
  eventAfter(id: number): NumberedEvent | null;
}

export interface NumberedEvent extends ApprovalEventRow {
  readonly id: number;
  readonly approval: string;
  readonly at: number;
}

const SELECT = 'SELECT number, id, digest, ask, state, due_at, asked_at, expires_at, revision FROM approvals';

export function approvalsTable(database: DatabaseSync): ApprovalsTable {
  const byId = database.prepare(`${SELECT} WHERE id = ?`);
  const live = database.prepare(`${SELECT} WHERE digest = ? AND kind IN ('pending', 'granted')`);
  const votes = database.prepare(
    'SELECT voter, groups, verdict, reason, at FROM votes WHERE approval = ? ORDER BY id',
  );
  const due = database.prepare('SELECT id FROM approvals WHERE due_at <= ? ORDER BY due_at');
  const addVote = database.prepare(
    'INSERT INTO votes (approval, voter, groups, verdict, reason, at) VALUES (?, ?, ?, ?, ?, ?)',
  );
  const history = database.prepare(
    'SELECT change, state, by FROM approval_events WHERE approval = ? ORDER BY id',
  );
  const countPending = database.prepare("SELECT count(*) AS pending FROM approvals WHERE kind = 'pending'");
  const eventAfter = database.prepare(
    'SELECT id, approval, change, state, by, at FROM approval_events WHERE id > ? ORDER BY id LIMIT 1',
  );
  const rowOf = (row: Row): ApprovalRow => ({
    ...approvalOf(row),
    votes: votes.all(text(row, 'id')).map(voteOf),
  });
  const maybe = (row: Row | undefined): ApprovalRow | null => (row === undefined ? null : rowOf(row));
  return {
    byId: (id) => maybe(byId.get(id)),
    live: (digest) => maybe(live.get(digest)),
    page: (filter) => readPage(database, filter).map(rowOf),
    countPending: () => integer(countPending.get(), 'pending'),
    pendingIds: (requester) => readPendingIds(database, requester),
    dueIds: (now) => due.all(now).map((row) => text(row, 'id')),
    addVote: (id, { by, groups, verdict, reason, at }) => {
      addVote.run(id, by, JSON.stringify(groups), verdict, reason, at);
    },
    history: (id) => history.all(id).map(eventOf),
    eventAfter: (id) => {
      const row = eventAfter.get(id);
      if (row === undefined) return null;
      return {
        ...eventOf(row),
        id: integer(row, 'id'),
        approval: text(row, 'approval'),
        at: integer(row, 'at'),
      };
    },
    ...writing(database),
  };
}

function writing(database: DatabaseSync): Pick<ApprovalsTable, 'add' | 'move'> {
  const addEvent = database.prepare(
    'INSERT INTO approval_events (approval, change, state, by, at) VALUES (?, ?, ?, ?, ?) RETURNING id',
  );
  const add = database.prepare(
    `INSERT INTO approvals (id, digest, requester, ask, kind, state, due_at, asked_at, expires_at, revision)
     VALUES (?, ?, ?, ?, 'pending', '{"kind":"pending"}', ?, ?, ?, ?)`,
  );
  const move = database.prepare(
    `UPDATE approvals SET kind = ?, state = ?, due_at = ?, revision = ?
     WHERE id = ? AND revision = ? AND (? = 'expire' OR due_at IS NULL OR due_at > ?)`,
  );
  const dropEvent = database.prepare('DELETE FROM approval_events WHERE id = ?');
  return {
    add: ({ id, digest, ask, askedAt, expiresAt }) => {
      const { requester } = ask.binding;
      const revision = integer(addEvent.get(id, '{"kind":"ask"}', 'pending', requester, askedAt), 'id');
      add.run(id, digest, requester, JSON.stringify(ask), expiresAt, askedAt, expiresAt, revision);
    },
    move: (read, { change, by, at, state, dueAt }) => {
      const revision = integer(addEvent.get(read.id, JSON.stringify(change), state.kind, by, at), 'id');
      const { kind } = state;
      const moved = move.run(
        kind,
        JSON.stringify(state),
        dueAt,
        revision,
        read.id,
        read.revision,
        change.kind,
        at,
      );
      if (moved.changes === 1) return true;
      dropEvent.run(revision);
      return false;
    },
  };
}

function readPage(database: DatabaseSync, filter: ApprovalFilter): readonly Row[] {
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
    .prepare(`${SELECT} ${where} ORDER BY number ${direction} LIMIT ?`)
    .all(...values, filter.limit);
}

function readPendingIds(database: DatabaseSync, requester: string | null): readonly string[] {
  const query = "SELECT id FROM approvals WHERE kind = 'pending'";
  const rows =
    requester === null
      ? database.prepare(`${query} ORDER BY number`).all()
      : database.prepare(`${query} AND requester = ? ORDER BY number`).all(requester);
  return rows.map((row) => text(row, 'id'));
}

function approvalOf(row: Row): Omit<ApprovalRow, 'votes'> {
  return {
    number: integer(row, 'number'),
    id: text(row, 'id'),
    digest: text(row, 'digest'),
    ask: json<StoredAsk>(row, 'ask'),
    state: json<ApprovalState>(row, 'state'),
    dueAt: row['due_at'] === null ? null : integer(row, 'due_at'),
    askedAt: integer(row, 'asked_at'),
    expiresAt: integer(row, 'expires_at'),
    revision: integer(row, 'revision'),
  };
}

function voteOf(row: Row): CastVote {
  return {
    by: text(row, 'voter'),
    groups: json<readonly string[]>(row, 'groups'),
    verdict: text(row, 'verdict') as CastVote['verdict'],
    reason: text(row, 'reason'),
    at: integer(row, 'at'),
  };
}

function eventOf(row: Row): ApprovalEventRow {
  return {
    change: json<ApprovalEventRow['change']>(row, 'change'),
    state: text(row, 'state') as ApprovalEventRow['state'],
    by: text(row, 'by'),
  };
}
