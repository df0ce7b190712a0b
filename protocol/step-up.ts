import type { JsonObject } from './json.ts';
import type { Signed } from './signed-statement.ts';
import type { WebSessionView } from './web-session.ts';

/** What a program has to bring back from the identity provider, in an ID token, for a login to be one that was asked for. */
export interface StepUpQuestion {
  /** The `nonce` of the authentication request (OpenID Connect Core, 3.1.2.1); good for one ID token. base64url. */
  readonly nonce: string;
  readonly expiresAt: string;
}

/** Comes with the access token of the same person. */
export interface StepUpAnswer {
  readonly idToken: string;
}

/** A session of whoever has just logged in, for a program: `token` is sent as a bearer token, and kept as long as it is needed. */
export interface StepUpSession extends WebSessionView {
  readonly token: string;
}

/** What an agent asks for before it believes that a person is at the keyboard. */
export type StepUpChallenge =
  /** The collector's identity provider can be asked. `challenge` is good for one session, until `expiresAt`. */
  | {
      readonly kind: 'login';
      readonly agent: string;
      readonly challenge: string;
      readonly collector: string;
      readonly expiresAt: string;
    }
  /** The collector has no identity provider, and nobody logs in anywhere: whoever asks is believed. */
  | { readonly kind: 'believed' };

/** Names the agent and its challenge, so that the collector's word is good there, once. */
export interface StepUpStatementRequest {
  readonly agent: string;
  readonly challenge: string;
}

/** The collector's word that somebody logged in at their identity provider. */
export interface StepUpStatement extends StepUpStatementRequest {
  readonly subject: string;
  readonly loggedInAt: string;
}

export type SignedStepUp = Signed<StepUpStatement>;

/** As plain JSON, ready for `statementBytes`. */
export function stepUpJson(statement: StepUpStatement): JsonObject {
  return { ...statement };
}
