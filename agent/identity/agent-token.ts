import type { CollectorClient } from '../collector-client/client.ts';
import { CollectorError } from '../collector-client/collector-error.ts';
import { ControlFault } from '../control/control-fault.ts';
import type { Enrolment } from './enrolment.ts';

export interface AgentTokenPorts {
  readonly enrolment: Enrolment;
  /** SPKI DER, base64. */
  readonly publicKey: string;
  readonly client: Pick<CollectorClient, 'renewToken'>;
  /** The same collector, asked with another token. Closed afterwards. */
  readonly clientWith: (token: string) => Pick<CollectorClient, 'enrol' | 'close'>;
}

/**
 * Goes on with another token for the collector, once that has answered to it as it did when this agent was enrolled.
 * Throws ControlFault `other-person` where the token is somebody else's: an agent changes hands at its start alone.
 */
export async function renewAgentToken(token: string, ports: AgentTokenPorts): Promise<void> {
  const asking = ports.clientWith(token);
  try {
    const { agent, subject, collectorKey } = await asking.enrol({ publicKey: ports.publicKey });
    const pinned = ports.enrolment;
    if (agent !== pinned.agent || subject !== pinned.subject || collectorKey !== pinned.collectorKey) {
      throw new ControlFault('other-person', 'the token is not of the person this agent works for');
    }
    ports.client.renewToken(token);
  } catch (cause) {
    if (cause instanceof CollectorError) throw new ControlFault('collector', cause.message);
    throw cause;
  } finally {
    asking.close();
  }
}
