import type { Logger } from 'pino';
import type { AgentStarter } from '../protocol/control.ts';
import type { OwnToken } from './identity/own-token.ts';

/** What an agent gets from whoever starts it, besides its configuration. */
export interface AgentSurroundings {
  readonly version: string;
  readonly log: Logger;
  readonly clock: () => Date;
  /** A command, unless an editor's extension did. */
  readonly startedBy?: AgentStarter;
  /** Where a gateway's own token is kept; absent: whoever started it sees to it that there is another in time. */
  readonly ownToken?: OwnToken;
}
