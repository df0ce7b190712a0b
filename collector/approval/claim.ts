import { type ApprovalClaim, CLAIM_CONTEXT, claimJson, type SignedClaim } from '../../protocol/approval.ts';
import { canonicalJson } from '../../protocol/canonical-json.ts';
import type { CollectorKey } from '../identity/collector-key.ts';

/** The collector's word that a grant may be used once. */
export function signClaim(claim: ApprovalClaim, key: CollectorKey): SignedClaim {
  const text = CLAIM_CONTEXT + canonicalJson(claimJson(claim));
  return { claim, signature: key.sign(new TextEncoder().encode(text)) };
}
