import type { AgentTokenAnswer } from '../../protocol/collector-api.ts';

/** An agent's own token for the collector, and the place that it was read from. */
export interface OwnToken {
  readonly answer: AgentTokenAnswer;
  /** Puts another in its place, whole or not at all. Throws where the token there is not `instead` any more. */
  readonly keep: (answer: AgentTokenAnswer, instead: string) => Promise<void>;
}
