import type { NativeClient } from '../../../protocol/web-session.ts';
import type { Role } from '../caller.ts';

/** The roles of people; an agent has a token of the collector's own. */
export type PersonRole = Exclude<Role, 'agent' | 'policy-publisher' | 'gateway' | 'admin'>;

/** A client of the provider that is no person: it signs in with its own key or secret. */
export interface ServiceAccount {
  /** What its tokens have as `subjectClaim`. */
  readonly client: string;
  /** In place of those of a token, which has none. */
  readonly groups: readonly string[];
  /** The person it acts for, as `subjectClaim` names them; left out: nobody, and anybody may approve what it asks. */
  readonly actsFor?: string;
}

/** How this collector knows people, by OpenID Connect. */
export interface OidcSettings {
  /** As the provider calls itself; https, or http on loopback. */
  readonly issuer: string;
  readonly clientId: string;
  /** Null: a public client, which PKCE alone protects. */
  readonly clientSecret: string | null;
  /** What an access token must be for, to be taken as a bearer token; null: none is. */
  readonly audience: string | null;
  readonly scopes: readonly string[];
  /** With what programs of a person sign in; null: they do not. */
  readonly native: Omit<NativeClient, 'issuer'> | null;
  /** Names a person for good: in approvals, in records, in policy. */
  readonly subjectClaim: string;
  readonly groupsClaim: string;
  /** Claims that agents are told, for rules to look at. */
  readonly claims: readonly string[];
  readonly serviceAccounts: readonly ServiceAccount[];
  /** Who is what, by group. Whoever is in none of them has no role and is refused. */
  readonly roles: Readonly<Record<PersonRole, readonly string[]>> & {
    /** Service accounts whose agents are gateways; left out: none. */
    readonly gateway?: readonly string[];
    /** Who sees how policies are rolled out, and what they would do; left out: auditors and administrators alone. */
    readonly 'policy-publisher'?: readonly string[];
    /** Who may revoke; left out: nobody. */
    readonly admin?: readonly string[];
  };
}
