import { expect, test } from 'vitest';
import { sampleApproval } from '../../protocol/approval.test-support.ts';
import type { Approval } from '../../protocol/approval.ts';
import type { CallerView } from '../../protocol/panel-view.ts';
import { askedNotice, waitingFor } from './asked-notices.ts';

const RITA: CallerView = { subject: 'rita', roles: ['reviewer'], groups: ['reviewers'], loggedInAt: null };
const vote = { by: 'rita', verdict: 'approve', reason: '', at: '' } as const;
const { binding } = sampleApproval();

test.each<[string, number, { readonly me?: Partial<CallerView>; readonly approval?: Partial<Approval> }]>([
  ['waits for one of its approvers', 1, {}],
  ['waits for nobody who asked for it', 0, { me: { subject: 'developer' } }],
  ['waits for nobody it was asked for', 0, { approval: { binding: { ...binding, actsFor: 'rita' } } }],
  ['waits for nobody of another group', 0, { me: { groups: ['oncall'] } }],
  ['waits for nobody who only reads', 0, { me: { roles: ['auditor'] } }],
  ['waits for nobody who voted', 0, { approval: { votes: [vote] } }],
  ['waits for the others when somebody voted', 1, { approval: { votes: [{ ...vote, by: 'uma' }] } }],
])('a request %s', (_, count, { me, approval }) => {
  const approvals = [sampleApproval(approval)];
  expect(waitingFor({ me: { ...RITA, ...me }, approvals })).toHaveLength(count);
});

test('one request is told by who asks, for what, and leads to it', () => {
  expect(askedNotice([sampleApproval()])).toEqual({
    kind: 'asked',
    key: 'asked a1',
    text: 'Waits for your decision: developer asks for refs/heads/main of git.example/team/demo.',
    approval: 'a1',
  });
});

test('what a requester wrote cannot turn the words around', () => {
  const approval = sampleApproval({ binding: { ...binding, requester: 'eve\u202etxt' } });
  expect(askedNotice([approval]).text).not.toContain('\u202e');
});

test('several are told at once', () => {
  const both = [sampleApproval(), sampleApproval({ id: 'a2' })];
  expect(askedNotice(both)).toMatchObject({ text: '2 requests wait for your decision.', approval: null });
});
