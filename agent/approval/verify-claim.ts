import { type KeyObject, verify } from 'node:crypto';
import {
  type ApprovalClaim,
  CLAIM_CONTEXT,
  claimJson,
  type MetRule,
  type SignedClaim,
} from '../../protocol/approval.ts';
import { canonicalJson } from '../../protocol/canonical-json.ts';
import { isFreshLogin } from '../../protocol/fresh-login.ts';
import type { Quorum } from '../../protocol/quorum.ts';
import type { Requirement } from '../../protocol/verdict.ts';
import { ApprovalError } from './approval-error.ts';

/** What a claim must be about. */
export interface ExpectedClaim {
  readonly approval: string;
  readonly digest: string;
  readonly exchange: string;
  readonly requester: string;
  /** Whom the requester acts for; null: nobody. */
  readonly actsFor: string | null;
  /** What each rule that asked wants, in any order. */
  readonly requirements: readonly Pick<Requirement, 'rule' | 'quorum'>[];
}

/**
 * Returns the claim only when the pinned collector signed it, for exactly this operation and exchange, given by
 * as many others than its requester as the rules want and still valid at `now`. Throws ApprovalError.
 */
export function verifyClaim(
  { claim, signature }: SignedClaim,
  expected: ExpectedClaim,
  { key, now }: { readonly key: KeyObject; readonly now: Date },
): ApprovalClaim {
  const signed = new TextEncoder().encode(CLAIM_CONTEXT + canonicalJson(claimJson(claim)));
  if (!verify(null, signed, key, Buffer.from(signature, 'base64url'))) {
    throw new ApprovalError('bad-signature', 'the claim is not signed by the collector of this agent');
  }
  if (claim.approval !== expected.approval) throw mismatch('wrong-approval', 'is of another approval');
  if (claim.digest !== expected.digest) throw mismatch('wrong-digest', 'is for another operation');
  if (claim.exchange !== expected.exchange) throw mismatch('wrong-exchange', 'is for another exchange');
  const isOwn = claim.approvedBy.some((by) => by === expected.requester || by === expected.actsFor);
  if (claim.approvedBy.length === 0 || isOwn) {
    throw mismatch('own-approval', 'was not given by somebody else than those behind the operation');
  }
  for (const { rule, quorum } of expected.requirements) {
    const met = claim.met.find((each) => each.rule.id === rule.id && each.rule.hash === rule.hash);
    if (met === undefined || !isEnough(met, quorum, claim.approvedBy)) {
      throw mismatch('too-few', `does not give rule ${rule.id} the approval that it asks for`);
    }
    if (!isOfFreshLogins(met, quorum, claim.claimedAt)) {
      throw mismatch('stale-login', `does not show rule ${rule.id} the fresh logins that it asks for`);
    }
  }
  // Written so that a date which cannot be read has lapsed.
  if (!(now.getTime() < Date.parse(claim.validUntil)))
    throw mismatch('lapsed', `was valid until ${claim.validUntil}`);
  return claim;
}

/** Groups are the collector's knowledge; how many people it takes, and that an emergency was foreseen, is not. */
function isEnough(met: MetRule, quorum: Quorum, approvedBy: readonly string[]): boolean {
  const people = new Set(met.by.filter((person) => approvedBy.includes(person))).size;
  switch (met.how) {
    case 'quorum':
      return people >= Math.max(1, quorum.count);
    case 'break-glass':
      return people >= 1 && quorum.breakGlass.length > 0;
  }
}

/** Everybody who counts had logged in so lately when they approved, which was not after the claim. */
function isOfFreshLogins({ by, logins = [] }: MetRule, { freshLoginMs }: Quorum, claimedAt: string): boolean {
  if (freshLoginMs === undefined) return true;
  return by.every((person) =>
    logins.some((login) => {
      const approvedAt = Date.parse(login.approvedAt);
      const isFresh = isFreshLogin(Date.parse(login.loggedInAt), approvedAt, freshLoginMs);
      return login.by === person && isFresh && approvedAt <= Date.parse(claimedAt);
    }),
  );
}

function mismatch(code: ApprovalError['code'], what: string): ApprovalError {
  return new ApprovalError(code, `the claim that the collector signed ${what}`);
}
