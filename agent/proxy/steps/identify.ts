import type { ExchangePorts } from '../ports.ts';
import { Refusal } from '../refusal.ts';
import type { Accepted, Identified } from '../stages.ts';

/**
 * Session secret → session. The listener asked once for the connection; a session closed since then ends here.
 * Exit `unknown-session`.
 */
export function identify(accepted: Accepted, ports: Pick<ExchangePorts, 'sessions'>): Identified {
  const { credentials } = accepted.client;
  const session = credentials === null ? null : ports.sessions.identify(credentials);
  if (session === null) {
    throw new Refusal('identify', 'unknown-session', 'this connection belongs to no session of the agent', {
      hint: 'start the program with `countersign exec`, or set the variables that `countersign env` prints',
    });
  }
  const signal = AbortSignal.any([accepted.signal, ports.sessions.endOf(session)]);
  return { ...accepted, session, signal };
}
