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
  readonly role: CallerRole;
  readonly groups: readonly string[];
  readonly expiresAt: string;
}

/** The answer to a sign-in. Its other half is a cookie that no script can read. */
export interface WebSession extends WebSessionView {
  /** base64url. */
  readonly key: string;
}
