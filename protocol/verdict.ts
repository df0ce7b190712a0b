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
  /** Groups of which an approver must be in one. */
  readonly approvers: readonly string[];
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
