import type { Quorum } from './quorum.ts';

/** A rule as it bit: its content's hash is what an approval is bound to, not the whole policy's. */
export interface RuleRef {
  readonly id: string;
  /** SHA-256 of the rule's canonical JSON, lower-case hex. */
  readonly hash: string;
}

/** What a rule that asks for approval wants. */
export interface Requirement {
  readonly rule: RuleRef;
  readonly message: string;
  /** Groups, and `user:ID` for people: whoever is one of them, or in one, may vote. */
  readonly approvers: readonly string[];
  readonly quorum: Quorum;
  /** How long a client is kept waiting. */
  readonly holdMs: number;
  /** How long a grant may be used. */
  readonly validForMs: number;
}

/** What policy says of one action. */
export type Verdict =
  | { readonly kind: 'allow'; readonly rule: RuleRef }
  | { readonly kind: 'deny'; readonly rule: RuleRef | null; readonly reason: string }
  | { readonly kind: 'require_approval'; readonly requirements: readonly Requirement[] };

/** What has to be done with an exchange that is let through, at once or after an approval. */
export interface Obligations {
  readonly mask: MaskObligation;
  readonly capture: Capture;
  /** What it may go out with in the place of the client's own credential; null for that one. */
  readonly scope: CredentialScope | null;
}

export type PermissionLevel = 'read' | 'write' | 'admin';

/** The most that a credential may be good for. */
export interface CredentialScope {
  /** The repository of the operation, or all that its owner has. */
  readonly reach: 'repository' | 'owner';
  /** By name, as the host calls them: `contents`, `pull_requests`. */
  readonly permissions: Readonly<Record<string, PermissionLevel>>;
  readonly lifetimeMs: number;
  /** Nor for more than an operation gets that no rule scopes. Absent: what is listed is given. */
  readonly within?: 'purpose';
}

/** Which detectors' finds are replaced before a byte is passed on. An id that no detector has means everything. */
export type MaskObligation =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'detectors'; readonly detectors: readonly string[] }
  | { readonly kind: 'everything' };

/**
 * How much of what was said a record keeps: the texts and the whole of the requests they came in; the texts; or
 * only that they were, by digest and length. What a detector finds is masked in each.
 */
export type Capture = 'full' | 'masked' | 'metadata';
