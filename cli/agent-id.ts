import type { CollectorClient } from '../agent/collector-client/client.ts';
import { CollectorAccessError } from './collector-access.ts';

/**
 * The id of the one agent whose id begins so, as tables show it. Throws CollectorAccessError `not-found` or `ambiguous`: who
 * names an agent wrongly is not to read that nothing happened, or that it is revoked.
 */
export async function wholeAgentId(client: Pick<CollectorClient, 'agents'>, begin: string): Promise<string> {
  const beginning = begin.toLowerCase();
  if (/^[0-9a-f]{64}$/.test(beginning)) return beginning;
  const { agents } = await client.agents();
  const [found, another] = agents.filter(({ agent }) => begin !== '' && agent.startsWith(beginning));
  if (found === undefined) {
    throw new CollectorAccessError(
      'not-found',
      `no agent has an id that begins with ${begin}`,
      'list them with: countersign audit agents',
    );
  }
  if (another !== undefined) {
    throw new CollectorAccessError(
      'ambiguous',
      `more than one agent begins with ${begin}`,
      'give more digits',
    );
  }
  return found.agent;
}
