import type { EnrolResponse } from '../../protocol/collector-api.ts';
import type { CollectorClient } from '../collector-client/client.ts';
import { isUnauthenticated } from '../collector-client/collector-error.ts';
import type { AgentKey } from './agent-key.ts';
import { nextToken } from './next-token.ts';

interface EnrolPorts {
  readonly client: Pick<CollectorClient, 'enrol' | 'renewToken'>;
  readonly key: Pick<AgentKey, 'sign' | 'publicKeyDer'>;
  /** The one that the client asks with. */
  readonly token: string;
}

/**
 * Enrols an agent whose token may have been renewed without being kept, since it ended in between: what the collector
 * does not know, it asks again with the one that was to follow, and goes on with that.
 */
export async function enrolWithNext({ client, key, token }: EnrolPorts): Promise<EnrolResponse> {
  const publicKey = key.publicKeyDer.toString('base64');
  try {
    return await client.enrol({ publicKey });
  } catch (cause) {
    if (!isUnauthenticated(cause)) throw cause;
    client.renewToken(nextToken(key, token));
    return client.enrol({ publicKey }).catch(() => {
      client.renewToken(token);
      throw cause;
    });
  }
}
