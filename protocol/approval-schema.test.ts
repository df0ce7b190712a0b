import { Ajv } from 'ajv';
import { expect, test } from 'vitest';
import type { Approval, SignedClaim } from './approval.ts';
import {
  APPROVAL,
  APPROVAL_ASK,
  APPROVAL_ID,
  EXCHANGE_ID,
  SIGNED_CLAIM,
  SUBJECT_ID,
} from './approval-schema.ts';
import { ONE_APPROVER } from './quorum.ts';
import type { JsonSchema } from './schema.ts';

const ajv = new Ajv({ allowUnionTypes: true });
const AT = '2026-11-21T08:00:00.000Z';
const RULE = { id: 'main', hash: 'e'.repeat(64) };

const GRANTED: Approval = {
  id: 'a'.repeat(20),
  digest: 'd'.repeat(64),
  binding: {
    action: 'git.push',
    repository: 'git.example/a/b',
    ref: 'refs/heads/main',
    oldId: '1'.repeat(40),
    newId: '2'.repeat(64),
    rules: [RULE],
    requester: 'dana',
  },
  requirements: [
    { rule: RULE, message: '', approvers: ['reviewers'], quorum: ONE_APPROVER, validForMs: 1, pendingMs: 1 },
  ],
  summary: {
    kind: 'push',
    repository: 'git.example/a/b',
    ref: 'refs/heads/main',
    change: 'update',
    forced: false,
    oldId: '1'.repeat(40),
    newId: '2'.repeat(64),
    actor: 'ai',
    program: 'git',
    session: 's1',
    commits: [{ id: '2'.repeat(40), author: '', subject: '' }],
    commitCount: 1,
    changes: [
      { commit: 'net', path: 'a', kind: 'added', addedLines: 1, removedLines: 0, opaque: null, terms: ['x'] },
    ],
    changeCount: 1,
  },
  state: { kind: 'granted', validUntil: AT },
  votes: [{ by: 'rita', verdict: 'approve', reason: '', at: AT }],
  askedAt: AT,
  expiresAt: AT,
};

const { binding, requirements, summary } = GRANTED;
const ASK = { binding, requirements, summary, diff: null, workspace: null };

const CLAIM: SignedClaim = {
  claim: {
    approval: GRANTED.id,
    digest: GRANTED.digest,
    exchange: 'x1',
    approvedBy: ['rita'],
    met: [{ rule: RULE, how: 'quorum', by: ['rita'] }],
    claimedAt: AT,
    validUntil: AT,
  },
  signature: `${'a'.repeat(85)}A`,
};

const LOGIN = { by: 'rita', loggedInAt: AT, approvedAt: AT };

function withLogins(logins: readonly object[]) {
  return { ...CLAIM, claim: { ...CLAIM.claim, met: CLAIM.claim.met.map((met) => ({ ...met, logins })) } };
}

test.each<[string, JsonSchema, unknown, boolean]>([
  ['an approval', APPROVAL, GRANTED, true],
  ['of a newer collector', APPROVAL, { ...GRANTED, more: 1 }, true],
  ['pending', APPROVAL, { ...GRANTED, state: { kind: 'pending' } }, true],
  ['denied', APPROVAL, { ...GRANTED, state: { kind: 'denied', by: 'rita', reason: '' } }, true],
  ['claimed', APPROVAL, { ...GRANTED, state: { kind: 'claimed', exchange: 'x' } }, true],
  ['expired', APPROVAL, { ...GRANTED, state: { kind: 'expired' } }, true],
  ['granted without an end', APPROVAL, { ...GRANTED, state: { kind: 'granted' } }, false],
  ['in no known state', APPROVAL, { ...GRANTED, state: { kind: 'allowed' } }, false],
  ['without a state', APPROVAL, { ...GRANTED, state: {} }, false],
  ['binding more than its digest', APPROVAL, { ...GRANTED, binding: { ...binding, more: 1 } }, false],
  ['an ask', APPROVAL_ASK, ASK, true],
  ['an ask and more', APPROVAL_ASK, { ...ASK, more: 1 }, false],
  ['nothing required', APPROVAL_ASK, { ...ASK, requirements: [] }, false],
  ['nobody asked', APPROVAL_ASK, { ...ASK, requirements: [{ ...requirements[0], approvers: [] }] }, false],
  [
    'valid for no time',
    APPROVAL_ASK,
    { ...ASK, requirements: [{ ...requirements[0], validForMs: 0 }] },
    false,
  ],
  ['another action', APPROVAL_ASK, { ...ASK, binding: { ...binding, action: 'git.fetch' } }, false],
  ['a short object id', APPROVAL_ASK, { ...ASK, binding: { ...binding, oldId: '1'.repeat(39) } }, false],
  ['a path too long', APPROVAL_ASK, { ...ASK, summary: { ...summary, program: 'x'.repeat(2002) } }, false],
  ['a claim', SIGNED_CLAIM, CLAIM, true],
  ['a claim of fresh logins', SIGNED_CLAIM, withLogins([LOGIN]), true],
  ['a claim of logins at no time', SIGNED_CLAIM, withLogins([{ ...LOGIN, loggedInAt: 'now' }]), false],
  [
    'a fresh login that is asked for',
    APPROVAL_ASK,
    { ...ASK, requirements: [{ ...requirements[0], quorum: { ...ONE_APPROVER, freshLoginMs: 1 } }] },
    true,
  ],
  ['a claim with more', SIGNED_CLAIM, { ...CLAIM, claim: { ...CLAIM.claim, more: 1 } }, false],
  ['a claim that nobody gave', SIGNED_CLAIM, { ...CLAIM, claim: { ...CLAIM.claim, approvedBy: [] } }, false],
  ['an unsigned claim', SIGNED_CLAIM, { claim: CLAIM.claim }, false],
  ['an id', APPROVAL_ID, GRANTED.id, true],
  ['an id with a path', APPROVAL_ID, `${GRANTED.id}/claim`, false],
  ['an exchange', EXCHANGE_ID, 'x', true],
  ['no exchange', EXCHANGE_ID, '', false],
  ['no subject', SUBJECT_ID, '', false],
])('%s: %#', (_name, schema, value, valid) => {
  expect(ajv.validate(schema, value)).toBe(valid);
});
