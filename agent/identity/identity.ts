import type { ProxyCredentials } from '../proxy/client.ts';
import type { Session, Sessions } from './sessions.ts';

/** Whose requests these are, until the exchange is over. */
export interface Known {
  readonly session: Session;
  /** Aborts when nothing of this session may go on. */
  readonly ended: AbortSignal;
  /** To be called once the exchange is over. */
  readonly leave: () => void;
}

/** Whoever knows people and programs by what they show. */
export interface Identity {
  /** Null: what was shown is nobody's. Throws Refusal where nobody can say now whose it is, or they have enough under way. */
  whose(shown: ProxyCredentials): Promise<Known | null>;
  /** What somebody whom nobody knows can do. */
  readonly hint: string;
}

/** By the secrets of this agent's own sessions. */
export function sessionIdentity(sessions: Pick<Sessions, 'identify' | 'endOf'>): Identity {
  return {
    hint: 'start the program with `countersign exec`, or set the variables that `countersign env` prints',
    whose: async (shown) => {
      const session = sessions.identify(shown);
      return session === null ? null : { session, ended: sessions.endOf(session), leave: () => undefined };
    },
  };
}
