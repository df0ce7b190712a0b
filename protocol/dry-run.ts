/** A policy of the feed that a collector serves. */
export interface PublishedPolicy {
  /** SHA-256 of its file, lower-case hex: what the feed's targets name it by. */
  readonly file: string;
  /** What agents and records name it by; null: it cannot be enforced, so that nobody does. */
  readonly hash: string | null;
  /** How many rules it has. */
  readonly rules: number;
}

export interface PublishedPolicies {
  /** Empty where no feed is served. */
  readonly policies: readonly PublishedPolicy[];
}

/** What a policy would have decided about what was recorded. */
export interface DryRun {
  readonly policy: PublishedPolicy;
  /** What was received from this instant on was looked at: the one that was asked for, or where the limit was met. */
  readonly since: string;
  /** Why no older record was looked at. */
  readonly end: 'reached' | 'too-many-records' | 'out-of-time';
  readonly records: number;
  /** A record may tell of several: each is in one of the next three. */
  readonly decisions: number;
  readonly same: number;
  readonly changed: number;
  /** A record does not hold what was looked at then, so the policy's decision cannot be told from it. */
  readonly untold: number;
  /** Of what would be otherwise, the most frequent first. */
  readonly changes: readonly DryRunChange[];
  /** Rules that look at what records do not hold. */
  readonly blindRules: readonly string[];
}

export interface DryRunChange {
  /** The rule that would decide; `default` where none would. */
  readonly rule: string;
  readonly before: 'allow' | 'require_approval' | 'deny';
  readonly after: 'allow' | 'require_approval' | 'deny';
  readonly count: number;
  /** Some of the newest. Empty for whoever may not read records. */
  readonly examples: readonly DryRunExample[];
}

export interface DryRunExample {
  readonly at: string;
  readonly session: string | null;
  readonly subject: string;
  /** Kind of the operation, and what it was about. */
  readonly kind: string;
  readonly what: string;
}
