import type { AuditRecord } from '../../protocol/audit-record.ts';
import type { JsonObject } from '../../protocol/json.ts';
import type { AgentStanding } from '../store/agent-standing.ts';

const NOTHING: AgentStanding = Object.freeze({ version: null, policy: null });
const HASH = /^[0-9a-f]{64}$/;
const MAX_VERSION = 200;

/** What a record says of its agent: the program's version at each start, the policy with whatever was judged by it. */
export function standingOf({ event, detail }: AuditRecord): AgentStanding {
  if (event === 'agent.started') return startedAs(detail);
  return JUDGED.has(event) ? judgedBy(detail) : NOTHING;
}

const JUDGED: ReadonlySet<AuditRecord['event']> = new Set([
  'exchange.intent',
  'exchange.refused',
  'policy.adopted',
  'policy.recovered',
]);

function startedAs({ version }: JsonObject): AgentStanding {
  if (typeof version !== 'string' || version === '') return NOTHING;
  return { version: version.slice(0, MAX_VERSION), policy: null };
}

function judgedBy({ policy, policyVersion }: JsonObject): AgentStanding {
  if (typeof policy !== 'string' || !HASH.test(policy)) return NOTHING;
  const isVersion = Number.isSafeInteger(policyVersion) && Number(policyVersion) >= 0;
  return { version: null, policy: { hash: policy, version: isVersion ? Number(policyVersion) : null } };
}
