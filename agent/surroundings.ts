import type { Logger } from 'pino';
import type { AgentStarter } from '../protocol/control.ts';

/** What an agent gets from whoever starts it, besides its configuration. */
export interface AgentSurroundings {
  readonly version: string;
  readonly log: Logger;
  readonly clock: () => Date;
  /** A command, unless an editor's extension did. */
  readonly startedBy?: AgentStarter;
}
