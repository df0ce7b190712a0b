import type { CredentialBroker } from '../credential/broker.ts';
import { Refusal } from './refusal.ts';
import type { Classified } from './stages.ts';

export interface Reading {
  readonly host: string;
  readonly port: number;
  readonly purpose: 'git.read' | 'api.read';
  /** Null where the request names none. */
  readonly repository: string | null;
  /** The client's own `Authorization`. */
  readonly clients: string | null;
}

/**
 * The `Authorization` with which the agent reads to judge a request: the client's own, or, for a host whose credentials
 * the broker has, one of the broker's that can read and nothing else. Exit `no-credential`.
 */
export async function readingRight(
  { host, port, purpose, repository, clients }: Reading,
  classified: Pick<Classified, 'exchange' | 'session' | 'signal' | 'onEnd'>,
  { credentials }: { readonly credentials: CredentialBroker },
): Promise<string | null> {
  if (!credentials.has({ host, port })) return clients;
  const { session, exchange, signal, onEnd } = classified;
  const brokered = await credentials.obtain(
    { host, port, purpose, repository, scope: null, session: session.id, exchange },
    signal,
  );
  if (brokered.kind === 'refused') {
    throw new Refusal('parse', 'no-credential', brokered.reason, { hint: brokered.hint });
  }
  onEnd(brokered.release);
  return brokered.authorization;
}
