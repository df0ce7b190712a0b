import { sql } from 'kysely';
import type { AuditRecord } from '../../../protocol/audit-record.ts';
import type { AgentStanding } from '../agent-standing.ts';
import { textArray } from './arrays.ts';
import type { Tx } from './connection.ts';
import { storable } from './storable.ts';

interface Said {
  readonly record: AuditRecord;
  readonly standing: AgentStanding;
}

/** Keeps what was said before where a record says nothing. The records of an agent come in their order. */
export async function putStandings(tx: Tx, said: readonly Said[]): Promise<void> {
  const last = new Map<string, Said>();
  for (const { record, standing } of said) {
    const before = last.get(record.agent)?.standing;
    const version = standing.version ?? before?.version ?? null;
    const policy = standing.policy ?? before?.policy ?? null;
    last.set(record.agent, { record, standing: { version, policy } });
  }
  const rows = [...last.values()];
  if (rows.length === 0) return;
  const policies = rows.map(({ standing }) => standing.policy);
  await sql`
    INSERT INTO agent_standings (agent, version, policy, policy_version, written_at)
    SELECT * FROM unnest(${textArray(rows.map(({ record }) => record.agent))}::text[],
      ${textArray(rows.map(({ standing }) => storable(standing.version)))}::text[],
      ${textArray(policies.map((policy) => storable(policy?.hash ?? null)))}::text[],
      ${policies.map((policy) => policy?.version ?? null)}::bigint[],
      ${rows.map(({ record }) => writtenAt(record))}::bigint[])
    ON CONFLICT (agent) DO UPDATE SET
      version = coalesce(excluded.version, agent_standings.version),
      policy_version = CASE WHEN excluded.policy IS NULL THEN agent_standings.policy_version
        ELSE excluded.policy_version END,
      policy = coalesce(excluded.policy, agent_standings.policy),
      written_at = excluded.written_at
  `.execute(tx);
}

function writtenAt({ at }: AuditRecord): number | null {
  const written = Date.parse(at);
  return Number.isNaN(written) ? null : written;
}
