import { generateKeyPairSync, sign } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import {
  type ApprovalClaim,
  CLAIM_CONTEXT,
  claimJson,
  type MetRule,
  type SignedClaim,
} from '../../protocol/approval.ts';
import { canonicalJson } from '../../protocol/canonical-json.ts';
import { ONE_APPROVER, type Quorum } from '../../protocol/quorum.ts';
import type { ApprovalErrorCode } from './approval-error.ts';
import { verifyClaim } from './verify-claim.ts';

const COLLECTOR = generateKeyPairSync('ed25519');
const STRANGER = generateKeyPairSync('ed25519');

const RULE = { id: 'main', hash: 'a'.repeat(64) };
const EXPECTED = {
  approval: 'a'.repeat(20),
  digest: 'd'.repeat(64),
  exchange: 'x1',
  requester: 'dana',
  actsFor: 'robin',
  requirements: [{ rule: RULE, quorum: ONE_APPROVER }],
};
const MET: MetRule = { rule: RULE, how: 'quorum', by: ['rita'] };

const CLAIM: ApprovalClaim = {
  approval: EXPECTED.approval,
  digest: EXPECTED.digest,
  exchange: EXPECTED.exchange,
  approvedBy: ['rita'],
  met: [MET],
  claimedAt: '2026-11-21T08:00:00.000Z',
  validUntil: '2026-11-21T08:01:00.000Z',
};

function signed(change: Partial<ApprovalClaim> = {}, context = CLAIM_CONTEXT, key = COLLECTOR): SignedClaim {
  const claim = { ...CLAIM, ...change };
  const signature = sign(null, Buffer.from(context + canonicalJson(claimJson(claim))), key.privateKey);
  return { claim, signature: signature.toString('base64url') };
}

function check(claim: SignedClaim, now = '2026-11-21T08:00:59.999Z'): ApprovalClaim {
  return verifyClaim(claim, EXPECTED, { key: COLLECTOR.publicKey, now: new Date(now) });
}

test.each<[string, ApprovalErrorCode, SignedClaim]>([
  ['signed by another key', 'bad-signature', signed({}, CLAIM_CONTEXT, STRANGER)],
  ['signed for another purpose', 'bad-signature', signed({}, 'countersign-audit-record-v1\n')],
  ['changed after signing', 'bad-signature', { ...signed(), claim: { ...CLAIM, exchange: 'x2' } }],
  ['with a member added', 'bad-signature', { ...signed(), claim: { ...CLAIM, ...{ more: 1 } } }],
  ['without a signature', 'bad-signature', { ...signed(), signature: '' }],
  ['with half a signature', 'bad-signature', { ...signed(), signature: signed().signature.slice(0, 43) }],
  ['of another approval', 'wrong-approval', signed({ approval: 'b'.repeat(20) })],
  ['for another operation', 'wrong-digest', signed({ digest: 'e'.repeat(64) })],
  ['for another exchange', 'wrong-exchange', signed({ exchange: 'x2' })],
  ['given by nobody', 'own-approval', signed({ approvedBy: [] })],
  ['given by whom the requester acts for', 'own-approval', signed({ approvedBy: ['rita', 'robin'] })],
  ['given by the requester', 'own-approval', signed({ approvedBy: ['rita', 'dana'] })],
  ['for no rule', 'too-few', signed({ met: [] })],
  ['for another rule', 'too-few', signed({ met: [{ ...MET, rule: { ...RULE, hash: 'b'.repeat(64) } }] })],
  ['by people who did not vote', 'too-few', signed({ met: [{ ...MET, by: ['otto'] }] })],
  ['in an emergency that no rule foresees', 'too-few', signed({ met: [{ ...MET, how: 'break-glass' }] })],
  ['lapsed in this moment', 'lapsed', signed({ validUntil: '2026-11-21T08:00:59.999Z' })],
  ['valid until no date', 'lapsed', signed({ validUntil: 'for ever' })],
])('a claim %s is not used: %s', (_name, code, claim) => {
  expect(() => check(claim)).toThrow(expect.objectContaining({ name: 'ApprovalError', code }));
});

test('the claim for exactly this, in its last moment', () => {
  expect(check(signed())).toEqual(CLAIM);
});

const TWO: Quorum = { ...ONE_APPROVER, count: 2, breakGlass: ['oncall'] };

test.each<[string, Partial<ApprovalClaim>, boolean]>([
  ['one of two', {}, false],
  ['the same one twice', { met: [{ ...MET, by: ['rita', 'rita'] }] }, false],
  ['two', { approvedBy: ['otto', 'rita'], met: [{ ...MET, by: ['otto', 'rita'] }] }, true],
  ['one in an emergency', { met: [{ ...MET, how: 'break-glass' }] }, true],
  ['nobody in an emergency', { met: [{ ...MET, how: 'break-glass', by: [] }] }, false],
])('a rule that wants two people is given %s: %j, %s', (_, change, isEnough) => {
  const expected = { ...EXPECTED, requirements: [{ rule: RULE, quorum: TWO }] };
  const now = new Date('2026-11-21T08:00:00.000Z');
  const run = () => verifyClaim(signed(change), expected, { key: COLLECTOR.publicKey, now });
  if (isEnough) expect(run()).toMatchObject({ approval: EXPECTED.approval });
  else expect(run).toThrow(expect.objectContaining({ code: 'too-few' }));
});

describe('a rule that wants a login of the last five minutes', () => {
  const FRESH: Quorum = { ...ONE_APPROVER, count: 2, breakGlass: ['oncall'], freshLoginMs: 300_000 };
  const approvedAt = '2026-11-21T07:59:00.000Z';
  const login = (by: string, loggedInAt: string) => ({ by, loggedInAt, approvedAt });
  const OTTO = login('otto', '2026-11-21T07:54:00.000Z');
  const RITA = login('rita', approvedAt);
  const both = { ...MET, by: ['otto', 'rita'] };

  test.each<[string, MetRule, boolean]>([
    ['those of both', { ...both, logins: [OTTO, RITA] }, true],
    ['none', both, false],
    ['one of two', { ...both, logins: [RITA] }, false],
    ['the same one twice', { ...both, logins: [RITA, RITA] }, false],
    ['an older one', { ...both, logins: [login('otto', '2026-11-21T07:53:59.999Z'), RITA] }, false],
    ['one after the approval', { ...both, logins: [login('otto', '2026-11-21T07:59:31.000Z'), RITA] }, false],
    ['one at no time', { ...both, logins: [login('otto', 'lately'), RITA] }, false],
    [
      'an approval after the claim',
      { ...both, logins: [{ ...RITA, by: 'otto', approvedAt: '2026-11-21T08:00:01.000Z' }, RITA] },
      false,
    ],
    ['none, in an emergency', { ...MET, how: 'break-glass' }, false],
    ['one, in an emergency', { ...MET, how: 'break-glass', logins: [RITA] }, true],
  ])('is given %s', (_, met, isEnough) => {
    const expected = { ...EXPECTED, requirements: [{ rule: RULE, quorum: FRESH }] };
    const now = new Date('2026-11-21T08:00:00.000Z');
    const claim = signed({ approvedBy: ['otto', 'rita'], met: [met] });
    const run = () => verifyClaim(claim, expected, { key: COLLECTOR.publicKey, now });
    if (isEnough) expect(run()).toMatchObject({ approval: EXPECTED.approval });
    else expect(run).toThrow(expect.objectContaining({ code: 'stale-login' }));
  });
});
