import { headerValue } from '../../core/http/headers.ts';
import { Refusal } from '../refusal.ts';
import type { Authorized, Journaled } from '../stages.ts';

/**
 * The credential the operation goes out with: the client's own, to the host it was sent to and to no other,
 * neither read nor stored. Exit `no-credential`: it is not sent where anyone on the way could read it.
 */
export function authorize(journaled: Journaled): Authorized {
  const { client } = journaled;
  if (client.kind === 'request' && client.target.scheme === 'http') {
    if (headerValue(client.rawHeaders, 'authorization') !== null) {
      throw new Refusal('authorize', 'no-credential', 'a credential would go out over plain HTTP', {
        hint: 'use the https URL of this host',
      });
    }
  }
  return { ...journaled, credential: 'passthrough' };
}
