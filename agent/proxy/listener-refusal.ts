import type { RawHeaders } from '../core/http/headers.ts';
import { statusOf } from './answer.ts';
import type { ProxyCredentials, Target } from './client.ts';
import type { RawAnswer } from './raw-answer.ts';
import type { RefusalCode } from './refusal.ts';

/** What is known of a request that the listener turned away. Nothing in `reason` came from the client. */
export interface TurnedAway {
  readonly step: 'accept' | 'identify';
  readonly code: RefusalCode;
  readonly reason: string;
  readonly target: Target | null;
  /** Unverified. */
  readonly credentials: ProxyCredentials | null;
}

/** A request that ends at the listener. `close` where what follows on the connection cannot be trusted. */
export interface ListenerRefusal extends RawAnswer {
  readonly kind: 'refused';
  readonly connection: 'keep' | 'close';
  /** Null where nothing was asked for yet: a client shows its credentials only once it was told that it needs them. */
  readonly turnedAway: TurnedAway | null;
}

/** For whom a refused request was, and on whose behalf, as far as that can be told. */
export type Asked = Pick<TurnedAway, 'target' | 'credentials'>;

export const NOBODY: Asked = { target: null, credentials: null };

/** Tells the agent, whose record it becomes. What the client is told does not wait for that. */
export function report({ turnedAway }: ListenerRefusal, agent: { refused(what: TurnedAway): void }): void {
  if (turnedAway !== null) agent.refused(turnedAway);
}

export function refusal(code: RefusalCode, reason: string, asked: Asked = NOBODY): ListenerRefusal {
  return {
    ...plainText(statusOf(code), reason),
    connection: 'close',
    turnedAway: { step: code === 'unknown-session' ? 'identify' : 'accept', code, reason, ...asked },
  };
}

/** A connection on which no whole request came in time: there is nothing to record. */
export const TOO_SLOW: ListenerRefusal = {
  ...plainText(408, 'the head of the request did not come in time'),
  connection: 'close',
  turnedAway: null,
};

const NO_SESSION =
  'no session of the agent has these credentials (start the program with `countersign exec`)';

/** git sends its credentials only after this, and gives up unless the closing is announced. */
const CHALLENGE: ListenerRefusal = {
  ...plainText(407, NO_SESSION, ['Proxy-Authenticate', 'Basic realm="countersign"']),
  connection: 'close',
  turnedAway: null,
};

/** The first word to a client that has shown no credentials, and the last one to a client that has wrong ones. */
export function authenticationRequired(
  headers: 'without-credentials' | 'with-credentials',
  asked: Asked,
): ListenerRefusal {
  if (headers === 'without-credentials') return CHALLENGE;
  return { ...CHALLENGE, turnedAway: refusal('unknown-session', NO_SESSION, asked).turnedAway };
}

/** An answer that is nobody's attempt at anything, so that it has no record. */
export function plainRefusal(status: number, text: string, headers: RawHeaders = []): ListenerRefusal {
  return { ...plainText(status, text, headers), connection: 'close', turnedAway: null };
}

function plainText(
  status: number,
  reason: string,
  headers: RawHeaders = [],
): RawAnswer & { readonly kind: 'refused' } {
  return {
    kind: 'refused',
    status,
    headers: [...headers, 'Content-Type', 'text/plain; charset=utf-8'],
    text: `countersign: ${reason}\n`,
  };
}
