import { Ajv } from 'ajv';
import { CollectorError } from '../../agent/collector-client/collector-error.ts';
import { Transport } from '../../agent/collector-client/transport.ts';
import type { AgentTokenAnswer, ApiError } from '../../protocol/collector-api.ts';
import { AGENT_TOKEN_ANSWER, API_ERROR, SIGN_IN_WAYS } from '../../protocol/collector-schema.ts';
import { printable } from '../../protocol/printable.ts';
import type { NativeClient, SignInWays } from '../../protocol/web-session.ts';
import { LoginError } from './login-error.ts';

const ajv = new Ajv({ allowUnionTypes: true });
const isWays = ajv.compile<SignInWays>(SIGN_IN_WAYS);
const isToken = ajv.compile<AgentTokenAnswer>(AGENT_TOKEN_ANSWER);
const isApiError = ajv.compile<ApiError>(API_ERROR);

const TIMEOUT_MS = 30_000;
const MAX_ANSWER_BYTES = 64 * 1024;

/** The collector at `address`; a token crosses no network in the clear. Throws LoginError. */
export function collectorAddress(address: string): URL {
  const url = URL.canParse(address) ? new URL(address) : null;
  if (url === null || `${url.origin}/` !== url.href) {
    throw new LoginError(
      'no-collector',
      'that is no address of a collector',
      'give one like https://countersign.example.com',
    );
  }
  if (url.protocol !== 'https:' && url.hostname !== '127.0.0.1' && url.hostname !== 'localhost') {
    throw new LoginError(
      'in-the-clear',
      'the address is http, and a token would cross the network in the clear',
      'use https',
    );
  }
  return url;
}

/** How programs sign in at this collector. Throws LoginError where they cannot. */
export async function nativeClientOf(collector: URL): Promise<NativeClient> {
  const ways = await askCollector(new URL('/v1/sign-in', collector), {}, isWays);
  if (ways.way === 'token') {
    throw new LoginError(
      'local-collector',
      'this collector has tokens of its own and no identity provider',
      'start the agent with --collector and --token-file instead',
    );
  }
  if (ways.native === null) {
    throw new LoginError(
      'no-native-client',
      'this collector names no client for programs to sign in with',
      'ask who runs it to set identity.native in its settings',
    );
  }
  return ways.native;
}

/**
 * A token for an agent of whoever the access token is of. `renew` names the one that it takes the place of; LoginError
 * `not-theirs` where that works for somebody else.
 */
export async function agentToken(
  collector: URL,
  { accessToken, renew }: { readonly accessToken: string; readonly renew: string | null },
): Promise<AgentTokenAnswer> {
  const headers = { authorization: `Bearer ${accessToken}`, 'content-type': 'application/json' };
  const body = JSON.stringify({ renew });
  return askCollector(new URL('/v1/agent-tokens', collector), { method: 'POST', headers, body }, isToken);
}

/** A token for an agent of the job whose provider signed `token`. */
export async function pipelineAgentToken(collector: URL, token: string): Promise<AgentTokenAnswer> {
  const headers = { 'content-type': 'application/json' };
  const body = JSON.stringify({ token });
  return askCollector(new URL('/v1/ci-tokens', collector), { method: 'POST', headers, body }, isToken);
}

/**
 * Has the collector forget the token of an agent; false where it cannot be reached, or knew it no more. Asked past the
 * proxy of the environment, which may be that agent's.
 */
export async function forgetAgentToken(collector: URL, token: string): Promise<boolean> {
  const limits = { timeoutMs: TIMEOUT_MS, maxAnswerBytes: MAX_ANSWER_BYTES };
  const transport = new Transport({ url: collector.origin, token, ...limits });
  try {
    const { status } = await transport.send({ method: 'DELETE', path: '/v1/agent-tokens', body: null });
    return status === 204 || status === 200;
  } catch (fault) {
    if (fault instanceof CollectorError) return false;
    throw fault;
  } finally {
    transport.close();
  }
}

/** What the collector answers, once it is what was expected. Throws LoginError. */
export async function askCollector<Answer>(
  url: URL,
  init: RequestInit,
  isAnswer: (value: unknown) => value is Answer,
): Promise<Answer> {
  const value = await ask(url, init);
  if (!isAnswer(value)) throw unexpected();
  return value;
}

async function ask(url: URL, init: RequestInit): Promise<unknown> {
  const signal = AbortSignal.timeout(TIMEOUT_MS);
  const response = await fetch(url, { ...init, signal, redirect: 'error' }).catch(() => {
    throw new LoginError('no-collector', `no collector answers at ${url.origin}`, 'check the address');
  });
  const value: unknown = await response.json().catch(() => null);
  if (response.ok) return value;
  if (!isApiError(value)) throw unexpected();
  const { code, message, hint } = value.error;
  throw new LoginError(code === 'not-found' ? 'not-theirs' : 'refused', printable(message), printable(hint));
}

function unexpected(): LoginError {
  return new LoginError(
    'no-collector',
    'what answers there is not a collector of this version',
    'check the address',
  );
}
