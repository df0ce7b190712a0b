import { expect, test } from 'vitest';
import type { AuditRecord } from '../../protocol/audit-record.ts';
import type { JsonObject } from '../../protocol/json.ts';
import type { AgentStanding } from '../store/agent-standing.ts';
import { standingOf } from './standing.ts';

const HASH = 'a'.repeat(64);

test.each<[AuditRecord['event'], JsonObject, AgentStanding]>([
  ['agent.started', { version: '1.2.0' }, { version: '1.2.0', policy: null }],
  ['agent.started', { version: '' }, { version: null, policy: null }],
  [
    'exchange.intent',
    { policy: HASH, policyVersion: 7 },
    { version: null, policy: { hash: HASH, version: 7 } },
  ],
  [
    'exchange.refused',
    { policy: HASH, policyVersion: null },
    { version: null, policy: { hash: HASH, version: null } },
  ],
  ['policy.adopted', { policy: 'latest', policyVersion: 7 }, { version: null, policy: null }],
  ['policy.rejected', { policy: HASH, policyVersion: 7 }, { version: null, policy: null }],
])('%s %j', (event, detail, standing) => {
  expect(standingOf({ event, detail } as AuditRecord)).toEqual(standing);
});
