import type { EnrolledAgent } from '../../protocol/collector-api.ts';
import { bytes, integer, integerOrNull, type Row, text } from './row.ts';
import type { TokenRow } from './tokens.ts';

export interface AgentRow {
  /** SHA-256 of the public key's SPKI DER, lower-case hex. */
  readonly id: string;
  readonly token: string;
  readonly publicKey: Uint8Array;
}

/** Whoever sends records. */
export interface SendingAgent extends AgentRow {
  /** Whether a record of it was found whose own signature does not hold. */
  readonly hasBadSignature: boolean;
}

export type ListedAgent = Omit<EnrolledAgent, 'findings'>;

export interface AgentsTable {
  ofToken(token: string): Promise<SendingAgent | null>;
  /**
   * Pins a key to a token. False where either of them is pinned to another, unless `isSuccessor`: then the key goes on
   * with this token, and the one that it had is worth nothing from `now` on.
   */
  pin(agent: AgentRow, now: number): Promise<boolean>;
  count(): Promise<number>;
  /** Those that enrolled first, with the last record of each. */
  list(limit: number): Promise<readonly ListedAgent[]>;
}

/**
 * Whether the agent of token `had` goes on with token `has`, which no agent came by yet: both were made for the same
 * person or service account, who signed out and in again. What a token is called says nothing of whose it is.
 */
export function isSuccessor(has: TokenRow, had: TokenRow, now: number): boolean {
  if (has.expiresAt === null || had.expiresAt === null || has.expiresAt <= now) return false;
  const { kind } = has.vouched;
  return kind !== 'pipeline' && kind === had.vouched.kind && has.subject === had.subject;
}

export function agentOf(row: Row): AgentRow {
  return { id: text(row, 'id'), token: text(row, 'token'), publicKey: bytes(row, 'public_key') };
}

export function sendingOf(row: Row): SendingAgent {
  return { ...agentOf(row), hasBadSignature: integer(row, 'bad_signatures') > 0 };
}

export function listedOf(row: Row): ListedAgent {
  const isSilent = row['seq'] === null;
  return {
    agent: text(row, 'id'),
    publicKey: Buffer.from(bytes(row, 'public_key')).toString('base64'),
    subject: text(row, 'subject'),
    enrolledAt: new Date(integer(row, 'enrolled_at')).toISOString(),
    seq: isSilent ? 0 : integer(row, 'seq'),
    lastReceivedAt: isSilent ? null : new Date(integer(row, 'received_at')).toISOString(),
    lastEvent: isSilent ? null : text(row, 'event'),
    ...standingOf(row),
  };
}

function standingOf(row: Row): Pick<ListedAgent, 'lastWrittenAt' | 'version' | 'policy'> {
  const written = integerOrNull(row, 'written_at');
  const writtenAt = written === null ? null : new Date(written).toISOString();
  const version = row['version'] === null ? null : text(row, 'version');
  const policy =
    row['policy'] === null
      ? null
      : { hash: text(row, 'policy'), version: integerOrNull(row, 'policy_version') };
  return { lastWrittenAt: writtenAt, version, policy };
}
