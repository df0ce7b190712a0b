import { sql } from 'kysely';
import type { AuditRecord } from '../../../protocol/audit-record.ts';
import type { AgentStanding } from '../agent-standing.ts';
import type { Tx } from './connection.ts';
import { storable } from './storable.ts';

/** Keeps what was said before where a record says nothing. */
export async function putStanding(
  tx: Tx,
  { agent, at }: AuditRecord,
  { version, policy }: AgentStanding,
): Promise<void> {
  const written = Date.parse(at);
  const writtenAt = Number.isNaN(written) ? null : written;
  await sql`
    INSERT INTO agent_standings (agent, version, policy, policy_version, written_at)
    VALUES (${agent}, ${storable(version)}, ${storable(policy?.hash ?? null)}, ${policy?.version ?? null}, ${writtenAt})
    ON CONFLICT (agent) DO UPDATE SET
      version = coalesce(excluded.version, agent_standings.version),
      policy_version = CASE WHEN excluded.policy IS NULL THEN agent_standings.policy_version
        ELSE excluded.policy_version END,
      policy = coalesce(excluded.policy, agent_standings.policy),
      written_at = excluded.written_at
  `.execute(tx);
}
