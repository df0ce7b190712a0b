import type { AgentTokenAnswer } from '../../../protocol/collector-api.ts';
import { AGENT_TOKEN_ANSWER, NATIVE_CLIENT } from '../../../protocol/collector-schema.ts';
import { closed, text } from '../../../protocol/schema.ts';
import { faultIn } from '../../../protocol/schema-check.ts';
import type { NativeClient } from '../../../protocol/web-session.ts';

/** Somebody who signed in at a collector, as the editor's own store keeps it. */
export interface KeptAccount {
  /** Origin of the collector. */
  readonly collector: string;
  /** With what the tokens were got, and are got anew. */
  readonly client: NativeClient;
  readonly access: AccessToken;
  /** Null where the provider gives none: whoever signed in does so again when the tokens have ended. */
  readonly refreshToken: string | null;
  /** What the agent works with, in this person's name. */
  readonly agent: AgentTokenAnswer;
}

/** A person's own; it decides what others ask for, so the agent keeps it nowhere. */
export interface AccessToken {
  readonly token: string;
  /** Milliseconds since 1970. */
  readonly endsMs: number;
}

const TOKEN = { type: 'string', minLength: 1, maxLength: 8192 } as const;
const KEPT_ACCOUNT = closed({
  collector: text(500),
  client: NATIVE_CLIENT,
  access: closed({ token: TOKEN, endsMs: { type: 'integer' } }),
  refreshToken: { ...TOKEN, type: ['string', 'null'] },
  agent: AGENT_TOKEN_ANSWER,
});

/** Null where nobody signed in, or where what is kept is of another version: then somebody signs in again. */
export function accountIn(kept: string | undefined): KeptAccount | null {
  if (kept === undefined) return null;
  const value = jsonIn(kept);
  return faultIn(KEPT_ACCOUNT, value) === null ? (value as KeptAccount) : null;
}

function jsonIn(kept: string): unknown {
  try {
    return JSON.parse(kept);
  } catch {
    return null;
  }
}

const MARGIN_MS = 60_000;

export function isAccessOver({ access }: KeptAccount, nowMs: number): boolean {
  return access.endsMs - MARGIN_MS <= nowMs;
}

const DAY_MS = 24 * 3600_000;
const RENEW_BEFORE_MS = 7 * DAY_MS;

/** How an agent's token stands: it is renewed a week before its end, and its person told when that cannot be done. */
export function agentTokenState(endsMs: number, nowMs: number): 'good' | 'due' | 'over' {
  const leftMs = endsMs - nowMs;
  if (leftMs <= 0) return 'over';
  return leftMs <= RENEW_BEFORE_MS ? 'due' : 'good';
}
