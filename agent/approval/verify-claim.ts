import { type KeyObject, verify } from 'node:crypto';
import { type ApprovalClaim, CLAIM_CONTEXT, type SignedClaim } from '../../protocol/approval.ts';
import { canonicalJson } from '../../protocol/canonical-json.ts';
import { ApprovalError } from './approval-error.ts';

/** What a claim must be about. */
export interface ExpectedClaim {
  readonly approval: string;
  readonly digest: string;
  readonly exchange: string;
  readonly requester: string;
}

/**
 * Returns the claim only when the pinned collector signed it, for exactly this operation and exchange, given by
 * somebody else than its requester and still valid at `now`. Throws ApprovalError.
 */
export function verifyClaim(
  { claim, signature }: SignedClaim,
  expected: ExpectedClaim,
  { key, now }: { readonly key: KeyObject; readonly now: Date },
): ApprovalClaim {
  const signed = new TextEncoder().encode(CLAIM_CONTEXT + canonicalJson({ ...claim }));
  if (!verify(null, signed, key, Buffer.from(signature, 'base64url'))) {
    throw new ApprovalError('bad-signature', 'the claim is not signed by the collector of this agent');
  }
  if (claim.approval !== expected.approval) throw mismatch('wrong-approval', 'is of another approval');
  if (claim.digest !== expected.digest) throw mismatch('wrong-digest', 'is for another operation');
  if (claim.exchange !== expected.exchange) throw mismatch('wrong-exchange', 'is for another exchange');
  if (claim.approvedBy.length === 0 || claim.approvedBy.includes(expected.requester)) {
    throw mismatch('own-approval', 'was not given by somebody else than its requester');
  }
  // Written so that a date which cannot be read has lapsed.
  if (!(now.getTime() < Date.parse(claim.validUntil)))
    throw mismatch('lapsed', `was valid until ${claim.validUntil}`);
  return claim;
}

function mismatch(code: ApprovalError['code'], what: string): ApprovalError {
  return new ApprovalError(code, `the claim that the collector signed ${what}`);
}
