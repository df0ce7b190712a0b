import type { JsonObject } from './json.ts';
import type { PushDiff } from './push-diff.ts';
import type { Quorum } from './quorum.ts';
import type { RuleRef } from './verdict.ts';

/**
 * What a grant is good for, and nothing else (invariant 2). Its canonical JSON's SHA-256 is its digest: the
 * same push asked for twice is the same approval, and any difference is another one.
 */
export type ApprovalBinding = PushBinding | RequestBinding;

export interface PushBinding extends BoundTo {
  readonly action: 'git.push';
  /** `Repository.id`. */
  readonly repository: string;
  readonly ref: string;
  readonly oldId: string;
  readonly newId: string;
}

/** One request that is no push, or the answer to one. */
export interface RequestBinding extends BoundTo {
  readonly action: RequestKind;
  readonly host: string;
  /** Without its query. */
  readonly path: string;
  /** SHA-256 of what the request asks for, or the answer says, in canonical form; lower-case hex. */
  readonly request: string;
}

/** Operations besides a push that can be held. */
export const REQUEST_KINDS = [
  'mcp.call',
  'copilot.chat',
  'copilot.agent',
  'copilot.answer',
  'github.api',
  'github.write',
] as const;

export type RequestKind = (typeof REQUEST_KINDS)[number];

interface BoundTo {
  /** The rules that asked, sorted by id. */
  readonly rules: readonly RuleRef[];
  /** `Subject.id` of who asks. */
  readonly requester: string;
  /** `Subject.actsFor` of the requester: cannot approve it either. Absent: nobody else is behind it. */
  readonly actsFor?: string;
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
  /** Null for what is no push. Reviewers ask for it by the approval's id. */
  readonly diff: PushDiff | null;
  /** Text of the repository's own policy, where one of its rules asks; null where none does. */
  readonly workspace: string | null;
}

export interface ApprovalRequirement {
  readonly rule: RuleRef;
  readonly message: string;
  readonly approvers: readonly string[];
  readonly quorum: Quorum;
  readonly validForMs: number;
  /** How long an undecided request is kept for reviewers. */
  readonly pendingMs: number;
}

/** What a reviewer is shown. Bounded by the agent, and printable. */
export type ApprovalSummary = PushSummary | RequestSummary;

/** Holds no line of a diff: see PushDiff. */
export interface PushSummary {
  readonly kind: 'push';
  readonly repository: string;
  readonly ref: string;
  readonly change: 'create' | 'update' | 'delete';
  readonly forced: boolean;
  readonly oldId: string;
  readonly newId: string;
  readonly actor: string;
  readonly program: string;
  /** Id of the session that asks. */
  readonly session: string;
  readonly commits: readonly ApprovalCommit[];
  readonly commitCount: number;
  /** Net changes old..new. */
  readonly changes: readonly ApprovalChange[];
  readonly changeCount: number;
}

export interface RequestSummary {
  readonly kind: 'request';
  readonly host: string;
  readonly path: string;
  readonly request: string;
  /** The tool that is called, the model that is asked, or the name of the call of an API. */
  readonly what: string;
  readonly actor: string;
  readonly program: string;
  /** Id of the session that asks. */
  readonly session: string;
  /** The beginning of what is asked, in masked form; empty once it is destroyed. */
  readonly excerpt: string;
  /** Characters of the whole. */
  readonly chars: number;
  /** Secrets that were kept back. */
  readonly secrets: number;
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
  /** One for each rule that asked, in the order of the binding. */
  readonly met: readonly MetRule[];
  readonly claimedAt: string;
  readonly validUntil: string;
}

/** Who it was that a rule got its approval from. */
export interface MetRule {
  readonly rule: RuleRef;
  readonly how: 'quorum' | 'break-glass';
  /** Different people, sorted. */
  readonly by: readonly string[];
  /** When each of them logged in, where the rule asks for a fresh login; absent: it does not. */
  readonly logins?: readonly ApproverLogin[];
}

/** That somebody who approved had logged in, as the identity provider said. */
export interface ApproverLogin {
  readonly by: string;
  readonly loggedInAt: string;
  readonly approvedAt: string;
}

export const CLAIM_CONTEXT = 'countersign-approval-claim-v1\n';

/** The binding as plain JSON, ready for `canonicalJson`. */
export function bindingJson(binding: ApprovalBinding): JsonObject {
  const rules = binding.rules.map((rule) => ({ id: rule.id, hash: rule.hash }));
  const { requester, actsFor } = binding;
  const asker = actsFor === undefined ? { requester } : { requester, actsFor };
  if (binding.action === 'git.push') {
    const { action, repository, ref, oldId, newId } = binding;
    return { action, repository, ref, oldId, newId, rules, ...asker };
  }
  const { action, host, path, request } = binding;
  return { action, host, path, request, rules, ...asker };
}

/** The claim as plain JSON, ready for `canonicalJson`. Every member is there, so that the signature covers it. */
export function claimJson(claim: ApprovalClaim): JsonObject {
  const met = claim.met.map(({ rule, logins, ...rest }) => ({
    ...rest,
    rule: { ...rule },
    ...(logins === undefined ? {} : { logins: logins.map((login) => ({ ...login })) }),
  }));
  return { ...claim, met };
}

/** Whether this is one of those behind the operation, who cannot approve it. */
export function isBehind({ requester, actsFor }: ApprovalBinding, subject: string): boolean {
  return subject === requester || subject === actsFor;
}

/** What the binding is about, for people: a repository and a ref, or a host and a path. */
export function boundTo(binding: ApprovalBinding): { readonly where: string; readonly what: string } {
  return binding.action === 'git.push'
    ? { where: binding.repository, what: binding.ref }
    : { where: binding.host, what: `${binding.action} ${binding.path}` };
}
