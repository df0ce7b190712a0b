import type { CallerRole } from './caller-role.ts';

/** Header that carries `WebSession.key` with every request of a page; the cookie alone is worth nothing. */
export const SESSION_KEY_HEADER = 'x-countersign-key';

/** What the sign-in page sends, once. */
export interface SignInRequest {
  readonly token: string;
}

/** Whom a page works for, until when. */
export interface WebSessionView {
  readonly subject: string;
  readonly roles: readonly CallerRole[];
  readonly groups: readonly string[];
  readonly expiresAt: string;
  /** When they logged in, as the identity provider says; null where it does not, or there is none. */
  readonly loggedInAt: string | null;
}

/** The answer to a sign-in. Its other half is a cookie that no script can read. */
export interface WebSession extends WebSessionView {
  /** base64url. */
  readonly key: string;
}

/** How people sign in here. */
export interface SignInWays {
  /** `token`: one of the collector's own, pasted. `provider`: at an identity provider. */
  readonly way: 'token' | 'provider';
  /** Host of the identity provider; null where there is none. */
  readonly provider: string | null;
  /** How programs of a person sign in; null: they do not. */
  readonly native: NativeClient | null;
}

/** A public client of the identity provider (RFC 8252), whose access tokens the collector takes. */
export interface NativeClient {
  readonly issuer: string;
  readonly clientId: string;
  readonly scopes: readonly string[];
  /** What the provider wants besides, so that its token is for this collector: `resource`, or `audience`. */
  readonly parameters: Readonly<Record<string, string>>;
}

/** Fragment of the address that a browser comes back to from the identity provider. */
export const SIGN_IN_OUTCOMES = [
  'signed-in',
  'no-role',
  'provider-away',
  'not-fresh',
  'sign-in-failed',
] as const;

export type SignInOutcome = (typeof SIGN_IN_OUTCOMES)[number];
