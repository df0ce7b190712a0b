import type { DatabaseSync } from 'node:sqlite';
import type { AuditRecord } from '../../../protocol/audit-record.ts';
import type { AgentStanding } from '../agent-standing.ts';

/** Keeps what was said before where a record says nothing. */
export function standingWriter(
  database: DatabaseSync,
): (record: AuditRecord, standing: AgentStanding) => void {
  const put = database.prepare(
    `INSERT INTO agent_standings (agent, version, policy, policy_version, written_at) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT (agent) DO UPDATE SET
       version = coalesce(excluded.version, agent_standings.version),
       policy_version = CASE WHEN excluded.policy IS NULL THEN agent_standings.policy_version
         ELSE excluded.policy_version END,
       policy = coalesce(excluded.policy, agent_standings.policy),
       written_at = excluded.written_at`,
  );
  return ({ agent, at }, { version, policy }) => {
    const writtenAt = Date.parse(at);
    const known = Number.isNaN(writtenAt) ? null : writtenAt;
    put.run(agent, version, policy?.hash ?? null, policy?.version ?? null, known);
  };
}
