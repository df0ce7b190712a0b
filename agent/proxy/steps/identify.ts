import type { ExchangePorts } from '../ports.ts';
import { Refusal } from '../refusal.ts';
import { revokedRefusal } from '../revoked-refusal.ts';
import type { Accepted, Identified } from '../stages.ts';

/**
 * Session secret → session, or at a gateway token → session. The listener may have asked for the connection; a session
 * closed since then ends here. Exits `unknown-session`, `identity-away`, `too-many-exchanges`,
 * `revoked`, `revocations-unknown`.
 */
export async function identify(
  accepted: Accepted,
  { identity, revocations }: Pick<ExchangePorts, 'identity' | 'revocations'>,
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
  const entry = await revocations.enter(accepted.exchange, session);
  switch (entry.kind) {
    case 'revoked':
      throw revokedRefusal('identify', entry.what);
    case 'unknown':
      throw new Refusal('identify', 'revocations-unknown', 'nobody knows by now whether this was revoked', {
        hint: 'nothing goes through until the collector can be reached',
      });
    case 'open':
      accepted.onEnd(entry.leave);
      return { ...accepted, session, signal: AbortSignal.any([accepted.signal, ended, entry.ended]) };
  }
}
