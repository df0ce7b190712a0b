import type { CallerRole } from './caller-role.ts';

/** How a collector is set up, for those who watch over it. Holds no secret, and no address that is one. */
export interface ConfigurationView {
  /** Where others reach it; null: this machine alone does. */
  readonly url: string | null;
  readonly isEncrypted: boolean;
  /** Host of the identity provider; null: people have tokens of the collector's own. */
  readonly provider: string | null;
  /** By name, in the unit that the name says. */
  readonly limits: Readonly<Record<string, number>>;
  readonly targets: readonly NotifyTargetView[];
  /** The newest by name, as many as `maxListedTokens`. */
  readonly tokens: readonly TokenView[];
}

/** Somebody, or something, that is told of approvals. */
export interface NotifyTargetView {
  readonly name: string;
  readonly kind: 'webhook' | 'slack' | 'email';
  /** Why it was not told the last time; null: it was, or there was nothing to tell. */
  readonly problem: string | null;
}

/** A token of the collector's, without itself. */
export interface TokenView {
  readonly name: string;
  readonly role: CallerRole;
  readonly subject: string;
  /** Null: of this machine alone, and good until it is replaced. */
  readonly expiresAt: string | null;
}

/** What the policy feed that a collector serves says of itself; nobody has verified it here, agents do. */
export interface FeedView {
  /** Null: none is served. */
  readonly feed: {
    /** The newest of each. Where one cannot be read it is missing. */
    readonly roles: readonly FeedRoleView[];
    /** SHA-256 of the policy file, lower-case hex; null where the targets cannot be read. */
    readonly policyFile: string | null;
  } | null;
}

export interface FeedRoleView {
  readonly role: 'root' | 'timestamp' | 'snapshot' | 'targets';
  readonly version: number;
  /** As it is written: RFC 3339. */
  readonly expires: string;
}
