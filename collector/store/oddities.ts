import type { DatabaseSync } from 'node:sqlite';
import type { AgentFinding } from '../../protocol/collector-api.ts';
import { integer, type Row, text } from './row.ts';

/** Ranges of an agent's numbers about which something is odd, though no record proves it as a fork does. */
export type OddityKind = Exclude<AgentFinding['kind'], 'fork'>;

export interface Oddity {
  readonly kind: OddityKind;
  readonly agent: string;
  readonly firstSeq: number;
  readonly lastSeq: number;
}

export interface OdditiesTable {
  /** One that touches or overlaps the last of its kind makes that one longer. */
  note(oddity: Oddity, at: number): void;
  /** The newest of this agent, forks among them. A gap is open until `head` is past it. */
  ofAgent(agent: string, head: number): readonly AgentFinding[];
}

const MAX_LISTED = 100;

export function odditiesTable(database: DatabaseSync): OdditiesTable {
  const extend = database.prepare(
    `UPDATE oddities SET last_seq = max(last_seq, ?), times = times + 1, last_at = ?
     WHERE id = (SELECT id FROM oddities WHERE agent = ? AND kind = ? ORDER BY id DESC LIMIT 1)
       AND first_seq <= ? AND last_seq >= ? - 1`,
  );
  const add = database.prepare(
    `INSERT INTO oddities (kind, agent, first_seq, last_seq, times, found_at, last_at)
     VALUES (?, ?, ?, ?, 1, ?, ?)`,
  );
  const ofAgent = database.prepare(
    `SELECT kind, first_seq, last_seq, times, found_at, last_at FROM oddities WHERE agent = ?
     UNION ALL
     SELECT kind, seq, seq, 1, found_at, found_at FROM findings WHERE agent = ?
     ORDER BY last_at DESC, first_seq DESC LIMIT ?`,
  );
  return {
    note: ({ kind, agent, firstSeq, lastSeq }, at) => {
      const { changes } = extend.run(lastSeq, at, agent, kind, firstSeq, firstSeq);
      if (Number(changes) === 0) add.run(kind, agent, firstSeq, lastSeq, at, at);
    },
    ofAgent: (agent, head) => ofAgent.all(agent, agent, MAX_LISTED).map((row) => findingOf(row, head)),
  };
}

function findingOf(row: Row, head: number): AgentFinding {
  const kind = text(row, 'kind') as AgentFinding['kind'];
  const lastSeq = integer(row, 'last_seq');
  return {
    kind,
    firstSeq: integer(row, 'first_seq'),
    lastSeq,
    times: integer(row, 'times'),
    open: kind === 'gap' && head < lastSeq,
    foundAt: new Date(integer(row, 'found_at')).toISOString(),
    lastAt: new Date(integer(row, 'last_at')).toISOString(),
  };
}
