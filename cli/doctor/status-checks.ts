import type { AgentStatus } from '../../protocol/control.ts';
import { type Check, failed, ok } from './check.ts';

const POLICY = { id: 'policy', title: 'A fresh policy is in force' };
const JOURNAL = { id: 'journal', title: 'The journal is written' };
const SHIPPING = { id: 'shipping', title: 'Records reach the collector' };

/** What the agent says of itself. */
export function statusChecks(status: AgentStatus): readonly Check[] {
  return [policyCheck(status), journalCheck(status), shippingCheck(status)];
}

function policyCheck({ policy }: AgentStatus): Check {
  if (policy.kind === 'none') {
    const mend =
      policy.origin === 'file' ? 'countersign policy check FILE' : 'ask whoever publishes the policy';
    return failed(POLICY, policy.reason, mend);
  }
  const { alarm, origin, version, hash } = policy;
  if (alarm !== null)
    return failed(POLICY, `${alarm.code}: ${alarm.reason}`, 'docs/policy-feed.md has every code');
  const name = version === null ? hash.slice(0, 12) : `version ${version}`;
  return ok(POLICY, `${name}, from a ${origin}`);
}

function journalCheck({ journal }: AgentStatus): Check {
  switch (journal.kind) {
    case 'healthy':
      return ok(JOURNAL, `${journal.seq} records`);
    case 'full':
      return failed(JOURNAL, 'it is full', 'let the agent reach its collector, which then takes the records');
    case 'failed':
      return failed(
        JOURNAL,
        'the last write failed',
        'make room on the disk below COUNTERSIGN_HOME, and see its log',
      );
  }
}

function shippingCheck({ shipping, collector }: AgentStatus): Check {
  switch (shipping.kind) {
    case 'shipping':
      return ok(SHIPPING, collector.url);
    case 'retrying':
      return failed(
        SHIPPING,
        shipping.reason,
        `see that ${collector.url} is up and can be reached from here`,
      );
    case 'faulted':
    case 'stopped':
      return failed(
        SHIPPING,
        shipping.reason,
        'tell your security team: the log does not hold what it promised',
      );
  }
}
