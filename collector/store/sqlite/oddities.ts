import type { DatabaseSync } from 'node:sqlite';
import { agentFindingOf, MAX_LISTED_ODDITIES, type OdditiesTable, type Oddity } from '../oddities.ts';

export function odditiesTable(database: DatabaseSync): OdditiesTable {
  const ofAgent = database.prepare(
    `SELECT kind, first_seq, last_seq, times, found_at, last_at FROM oddities WHERE agent = ?
     UNION ALL
     SELECT kind, seq, seq, 1, found_at, found_at FROM findings WHERE agent = ?
     ORDER BY last_at DESC, first_seq DESC LIMIT ?`,
  );
  return {
    ofAgent: async (agent, head) =>
      ofAgent.all(agent, agent, MAX_LISTED_ODDITIES).map((row) => agentFindingOf(row, head)),
  };
}

/** Where and when something odd was seen. */
export interface Sighting {
  readonly agent: string;
  readonly at: number;
}

export function oddityWriter(database: DatabaseSync): (oddity: Oddity, sighting: Sighting) => void {
  const extend = database.prepare(
    `UPDATE oddities SET last_seq = max(last_seq, ?), times = times + 1, last_at = ?
     WHERE id = (SELECT id FROM oddities WHERE agent = ? AND kind = ? ORDER BY id DESC LIMIT 1)
       AND first_seq <= ? AND last_seq >= ? - 1`,
  );
  const add = database.prepare(
    `INSERT INTO oddities (kind, agent, first_seq, last_seq, times, found_at, last_at)
     VALUES (?, ?, ?, ?, 1, ?, ?)`,
  );
  return ({ kind, firstSeq, lastSeq }, { agent, at }) => {
    const { changes } = extend.run(lastSeq, at, agent, kind, firstSeq, firstSeq);
    if (Number(changes) === 0) add.run(kind, agent, firstSeq, lastSeq, at, at);
  };
}
