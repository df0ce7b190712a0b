import type { CredentialScope } from '../../../protocol/verdict.ts';
import { headerValue } from '../../core/http/headers.ts';
import type { Brokered } from '../../credential/broker.ts';
import type { ClientRequest } from '../client.ts';
import type { ExchangePorts } from '../ports.ts';
import { Refusal } from '../refusal.ts';
import type { Authorized, Journaled } from '../stages.ts';

/**
 * The credential the operation goes out with: the client's own, to the host it was sent to and to no other,
 * neither read nor stored; or, where a rule narrows it, one that the broker finds. Exit `no-credential`: it would
 * be sent where anyone on the way could read it, or there is none that is narrow enough.
 */
export async function authorize(
  journaled: Journaled,
  ports: Pick<ExchangePorts, 'credentials'>,
): Promise<Authorized> {
  const { client, obligations } = journaled;
  if (obligations.scope !== null) {
    if (client.kind !== 'request') throw new Error('a tunnel has no credential that could be narrowed');
    return narrowed(journaled, client, obligations.scope, ports);
  }
  if (client.kind === 'request' && client.target.scheme === 'http') {
    if (headerValue(client.rawHeaders, 'authorization') !== null) throw overPlainHttp();
  }
  return { ...journaled, credential: { kind: 'passthrough' } };
}

function overPlainHttp(): Refusal {
  return new Refusal('authorize', 'no-credential', 'a credential would go out over plain HTTP', {
    hint: 'use the https URL of this host',
  });
}

async function narrowed(
  journaled: Journaled,
  { target }: ClientRequest,
  scope: CredentialScope,
  ports: Pick<ExchangePorts, 'credentials'>,
): Promise<Authorized> {
  if (target.scheme === 'http') throw overPlainHttp();
  const actions = journaled.outcomes.filter(({ kind }) => kind === 'accepted').map(({ action }) => action);
  const wanted = { host: target.host, port: target.port, actions, scope };
  const brokered = await obtained(() => ports.credentials.obtain(wanted, journaled.signal));
  if (brokered.kind === 'refused') {
    throw new Refusal('authorize', 'no-credential', brokered.reason, { hint: brokered.hint });
  }
  journaled.onEnd(brokered.release);
  return { ...journaled, credential: { kind: 'brokered', authorization: brokered.authorization } };
}

async function obtained(obtain: () => Promise<Brokered>): Promise<Brokered> {
  try {
    return await obtain();
  } catch (cause) {
    throw new Refusal('authorize', 'no-credential', 'the credential broker failed', {
      hint: 'try again; the agent log says what failed',
      cause,
    });
  }
}
