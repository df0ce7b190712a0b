import { expect, test } from 'vitest';
import { sampleApproval } from '../../protocol/approval.test-support.ts';
import type { Approval } from '../../protocol/approval.ts';
import type { Quorum } from '../../protocol/quorum.ts';
import type { WebSessionView } from '../../protocol/web-session.ts';
import { type Decision, decisionOf } from './decision.ts';
import { REVIEWER } from './sample.test-support.ts';

const OPEN = {
  kind: 'open',
  mayApprove: true,
  approvalNeedsReason: false,
  alone: [],
  wantsLoginOfMs: null,
} as const;
const NOW = Date.parse('2026-11-21T08:10:00.000Z');
const vote = { by: 'rita', verdict: 'approve', reason: '', at: '' } as const;

interface Row {
  readonly name: string;
  readonly me?: Partial<WebSessionView>;
  readonly approval?: Partial<Approval>;
  readonly quorum?: Partial<Quorum>;
  readonly decision: Decision;
}

test.each<Row>([
  { name: 'one of the approvers decides', decision: OPEN },
  {
    name: 'a person is named',
    me: { groups: [] },
    quorum: {},
    decision: { kind: 'no-approver', approvers: ['reviewers'] },
  },
  { name: 'whoever asked does not', me: { subject: 'developer' }, decision: { kind: 'own-request' } },
  {
    name: 'whoever is asked for does not',
    approval: { binding: { ...sampleApproval({}, {}).binding, actsFor: REVIEWER.subject } },
    decision: { kind: 'own-request' },
  },
  { name: 'an auditor does not', me: { roles: ['auditor'] }, decision: { kind: 'no-reviewer' } },
  {
    name: 'a reason is wanted',
    quorum: { reasonRequired: true },
    decision: { ...OPEN, approvalNeedsReason: true },
  },
  {
    name: 'alone, in an emergency',
    me: { groups: ['oncall'] },
    quorum: { breakGlass: ['oncall'] },
    decision: { ...OPEN, approvalNeedsReason: true, alone: ['main'] },
  },
  {
    name: 'an approver breaks no glass',
    quorum: { breakGlass: ['reviewers'] },
    decision: OPEN,
  },
  {
    name: 'nobody knows when they logged in',
    quorum: { freshLoginMs: 300_000 },
    decision: { ...OPEN, wantsLoginOfMs: 300_000 },
  },
  {
    name: 'they logged in too long ago',
    me: { loggedInAt: '2026-11-21T08:04:59.999Z' },
    quorum: { freshLoginMs: 300_000 },
    decision: { ...OPEN, wantsLoginOfMs: 300_000 },
  },
  {
    name: 'they logged in lately',
    me: { loggedInAt: '2026-11-21T08:05:00.000Z' },
    quorum: { freshLoginMs: 300_000 },
    decision: OPEN,
  },
  { name: 'nobody approves twice', approval: { votes: [vote] }, decision: { ...OPEN, mayApprove: false } },
  { name: 'what is over is over', approval: { state: { kind: 'expired' } }, decision: { kind: 'over' } },
])('$name', ({ me = {}, approval = {}, quorum = {}, decision }) => {
  expect(decisionOf(sampleApproval(approval, quorum), { ...REVIEWER, ...me }, NOW)).toEqual(decision);
});
