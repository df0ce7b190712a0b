import type { Logger } from 'pino';

/** What an agent gets from whoever starts it, besides its configuration. */
export interface AgentSurroundings {
  readonly version: string;
  readonly log: Logger;
  readonly clock: () => Date;
}
