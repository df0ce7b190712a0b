import type { JsonObject } from './json.ts';
import type { RuleRef } from './verdict.ts';

/**
 * What a grant is good for, and nothing else (invariant 2). Its canonical JSON's SHA-256 is its digest: the
 * same push asked for twice is the same approval, and any difference is another one.
 */
export interface ApprovalBinding {
  readonly action: 'git.push';
  /** `Repository.id`. */
  readonly repository: string;
  readonly ref: string;
  readonly oldId: string;
  readonly newId: string;
  /** The rules that asked, sorted by id. */
  readonly rules: readonly RuleRef[];
  /** `Subject.id` of who asks. */
  readonly requester: string;
}

/**
 * The life of an approval. `claimed` belongs to one intent; an outcome, known or not, makes it `spent`. A
 * pending request has no deadline of its own while a client waits: `expiresAt` is when it is given up.
 */
export type ApprovalState =
  | { readonly kind: 'pending' }
  | { readonly kind: 'granted'; readonly validUntil: string }
  | { readonly kind: 'denied'; readonly by: string; readonly reason: string }
  | { readonly kind: 'claimed'; readonly exchange: string }
  | { readonly kind: 'spent'; readonly exchange: string }
  | { readonly kind: 'expired' }
  | { readonly kind: 'cancelled' };

/** What an agent sends to ask for an approval; asking again for the same binding finds the same approval. */
export interface ApprovalAsk {
  readonly binding: ApprovalBinding;
  readonly requirements: readonly ApprovalRequirement[];
  readonly summary: ApprovalSummary;
}

export interface ApprovalRequirement {
  readonly rule: RuleRef;
  readonly message: string;
  readonly approvers: readonly string[];
  readonly validForMs: number;
  /** How long an undecided request is kept for reviewers. */
  readonly pendingMs: number;
}

/** What a reviewer is shown. Bounded by the agent; holds no line of a diff, since nothing masks it yet. */
export interface ApprovalSummary {
  readonly repository: string;
  readonly ref: string;
  readonly change: 'create' | 'update' | 'delete';
  readonly forced: boolean;
  readonly oldId: string;
  readonly newId: string;
  readonly actor: string;
  readonly program: string;
  readonly commits: readonly ApprovalCommit[];
  readonly commitCount: number;
  /** Net changes old..new. */
  readonly changes: readonly ApprovalChange[];
  readonly changeCount: number;
}

export interface ApprovalCommit {
  readonly id: string;
  readonly author: string;
  /** First line of the message. */
  readonly subject: string;
}

export interface ApprovalChange {
  readonly commit: string;
  readonly path: string;
  readonly kind: string;
  readonly addedLines: number;
  readonly removedLines: number;
  readonly opaque: string | null;
  readonly terms: readonly string[];
}

/** One reviewer's word. */
export interface ApprovalVote {
  readonly by: string;
  readonly verdict: 'approve' | 'deny';
  readonly reason: string;
  readonly at: string;
}

/** An approval as the collector's API returns it. */
export interface Approval {
  readonly id: string;
  /** SHA-256 of the binding's canonical JSON, lower-case hex. */
  readonly digest: string;
  readonly binding: ApprovalBinding;
  readonly requirements: readonly ApprovalRequirement[];
  readonly summary: ApprovalSummary;
  readonly state: ApprovalState;
  readonly votes: readonly ApprovalVote[];
  readonly askedAt: string;
  readonly expiresAt: string;
}

/**
 * The collector's signed word that `exchange` may use a grant once. Ed25519 over `CLAIM_CONTEXT` followed by
 * the canonical JSON of `claim`; the agent verifies it against the key it pinned at enrolment.
 */
export interface SignedClaim {
  readonly claim: ApprovalClaim;
  /** base64url. */
  readonly signature: string;
}

export interface ApprovalClaim {
  readonly approval: string;
  readonly digest: string;
  readonly exchange: string;
  readonly approvedBy: readonly string[];
  readonly claimedAt: string;
  readonly validUntil: string;
}

export const CLAIM_CONTEXT = 'countersign-approval-claim-v1\n';

/** The binding as plain JSON, ready for `canonicalJson`. */
export function bindingJson(binding: ApprovalBinding): JsonObject {
  return {
    action: binding.action,
    repository: binding.repository,
    ref: binding.ref,
    oldId: binding.oldId,
    newId: binding.newId,
    rules: binding.rules.map((rule) => ({ id: rule.id, hash: rule.hash })),
    requester: binding.requester,
  };
}
