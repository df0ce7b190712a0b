import type { AgentTokenAnswer, ApiError } from '../../protocol/collector-api.ts';
import { AGENT_TOKEN_ANSWER, API_ERROR, SIGN_IN_WAYS } from '../../protocol/collector-schema.ts';
import { printable } from '../../protocol/printable.ts';
import type { JsonSchema } from '../../protocol/schema.ts';
import { faultIn } from '../../protocol/schema-check.ts';
import type { StepUpQuestion, StepUpSession } from '../../protocol/step-up.ts';
import { STEP_UP_QUESTION, STEP_UP_SESSION } from '../../protocol/step-up-schema.ts';
import type { NativeClient, SignInWays } from '../../protocol/web-session.ts';
import { SignInError } from './sign-in-error.ts';

const TIMEOUT_MS = 30_000;

/** How people sign in at this collector. Throws SignInError. */
export function signInWays(collector: string): Promise<SignInWays> {
  return ask<SignInWays>(new URL('/v1/sign-in', collector), {}, SIGN_IN_WAYS);
}

/** The client that programs sign in with there. Throws SignInError where there is none. */
export async function nativeClientOf(collector: string): Promise<NativeClient> {
  const { way, native } = await signInWays(collector);
  if (way === 'token') {
    throw new SignInError('no-provider', 'this collector has tokens of its own and no identity provider');
  }
  if (native === null) {
    const message = 'this collector names no client for programs: ask who runs it to set identity.native';
    throw new SignInError('no-native-client', message);
  }
  return native;
}

export interface TokenAsk {
  readonly accessToken: string;
  /** Name of the agent whose token the new one takes the place of; null for another agent. */
  readonly renew: string | null;
}

/** A token with which an agent works for whoever the access token is of. Throws SignInError. */
export function agentToken(collector: string, { accessToken, renew }: TokenAsk): Promise<AgentTokenAnswer> {
  const headers = { authorization: `Bearer ${accessToken}`, 'content-type': 'application/json' };
  const init = { method: 'POST', headers, body: JSON.stringify({ renew }) };
  return ask<AgentTokenAnswer>(new URL('/v1/agent-tokens', collector), init, AGENT_TOKEN_ANSWER);
}

/** Ends the token of an agent that nobody starts any more. Throws SignInError. */
export async function endAgentToken(collector: string, token: string): Promise<void> {
  const response = await send(new URL('/v1/agent-tokens', collector), {
    method: 'DELETE',
    headers: { authorization: `Bearer ${token}` },
  });
  // One that has ended already is what is wanted.
  if (response.ok || response.status === 401) return;
  throw new SignInError('refused', `${collector} did not end the token of the agent: ${response.status}`);
}

/** What an ID token has to bring back for the login to be one that this collector asked for. Throws SignInError. */
export function stepUpQuestion(collector: string): Promise<StepUpQuestion> {
  return ask<StepUpQuestion>(new URL('/v1/step-ups', collector), { method: 'POST' }, STEP_UP_QUESTION);
}

/** A session of whoever has just logged in. Throws SignInError. */
export function stepUpSession(
  collector: string,
  { accessToken, idToken }: { readonly accessToken: string; readonly idToken: string },
): Promise<StepUpSession> {
  const headers = { authorization: `Bearer ${accessToken}`, 'content-type': 'application/json' };
  const init = { method: 'POST', headers, body: JSON.stringify({ idToken }) };
  return ask<StepUpSession>(new URL('/v1/step-ups/session', collector), init, STEP_UP_SESSION);
}

async function send(url: URL, init: RequestInit): Promise<Response> {
  const signal = AbortSignal.timeout(TIMEOUT_MS);
  return fetch(url, { ...init, signal, redirect: 'error' }).catch(() => {
    throw new SignInError('no-collector', `no collector answers at ${url.origin}`);
  });
}

async function ask<T>(url: URL, init: RequestInit, schema: JsonSchema): Promise<T> {
  const response = await send(url, init);
  const value: unknown = await response.json().catch(() => null);
  if (response.ok && faultIn(schema, value) === null) return value as T;
  if (faultIn(API_ERROR, value) === null) {
    throw new SignInError('refused', printable((value as ApiError).error.message));
  }
  throw new SignInError('no-collector', `what answers at ${url.origin} is no collector of this version`);
}
