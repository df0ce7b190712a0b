import type { ExchangePorts } from '../ports.ts';
import { Refusal } from '../refusal.ts';
import type { Accepted, Identified } from '../stages.ts';

/**
 * Session secret → session, or at a gateway token → session. The listener may have asked for the connection; a session
 * closed since then ends here. Exits `unknown-session`, `identity-away`, `too-many-exchanges`.
 */
export async function identify(
  accepted: Accepted,
  { identity }: Pick<ExchangePorts, 'identity'>,
): Promise<Identified> {
  const { credentials } = accepted.client;
  const known = credentials === null ? null : await identity.whose(credentials);
  if (known === null) {
    throw new Refusal('identify', 'unknown-session', 'this connection belongs to no session of the agent', {
      hint: identity.hint,
    });
  }
  accepted.onEnd(known.leave);
  const { session, ended } = known;
  return { ...accepted, session, signal: AbortSignal.any([accepted.signal, ended]) };
}
