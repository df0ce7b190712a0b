import type { KeyObject } from 'node:crypto';
import type { CollectorLimits } from '../limits.ts';
import type { AgentRow } from '../store/agents.ts';
import { agentKey } from './agent-key.ts';

/** Owner of the keys of agents that sent something lately: reading one takes a quarter of what a signature does. */
export class AgentKeys {
  readonly #maxKnown: number;
  /** By the agent's id, which is the hash of its key. The least recently used goes. */
  readonly #known = new Map<string, KeyObject>();

  constructor({ maxKnownAgentKeys }: Pick<CollectorLimits, 'maxKnownAgentKeys'>) {
    this.#maxKnown = maxKnownAgentKeys;
  }

  of(agent: Pick<AgentRow, 'id' | 'publicKey'>): KeyObject {
    const key = this.#known.get(agent.id) ?? agentKey(agent);
    this.#known.delete(agent.id);
    this.#known.set(agent.id, key);
    for (const [oldest] of this.#known) {
      if (this.#known.size <= this.#maxKnown) break;
      this.#known.delete(oldest);
    }
    return key;
  }
}
