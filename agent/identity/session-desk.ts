import type { SessionAsk, SessionGrant } from '../../protocol/control.ts';
import type { Journal } from '../audit/journal.ts';
import type { Sessions } from './sessions.ts';

/** Opens and closes sessions, each with its record, and hands out what a program needs to use one. */
export interface SessionDesk {
  readonly open: (ask: SessionAsk) => Promise<SessionGrant>;
  readonly close: (id: string) => Promise<void>;
}

export interface SessionDeskOptions {
  readonly sessions: Sessions;
  readonly journal: Pick<Journal, 'append'>;
  readonly port: () => number;
  /** What is kept of a session ends with it. */
  readonly forget: (session: string) => void;
  readonly caFile: string;
  readonly caBundleFile: string;
}

export function sessionDesk({
  sessions,
  journal,
  port,
  forget,
  caFile,
  caBundleFile,
}: SessionDeskOptions): SessionDesk {
  return {
    async open(ask) {
      const { session, secret } = sessions.open(ask);
      try {
        await journal.append({
          event: 'session.opened',
          session: session.id,
          exchange: null,
          detail: {
            subject: session.subject.id,
            actor: session.subject.actor,
            program: session.program,
            parent: ask.parent,
            evidence: 'asserted by whoever opened the session',
          },
        });
      } catch (fault) {
        sessions.close(session.id);
        throw fault;
      }
      const proxyUrl = `http://${session.id}:${secret}@127.0.0.1:${port()}`;
      return { id: session.id, proxyUrl, caFile, caBundleFile };
    },
    async close(id) {
      if (sessions.close(id) === null) return;
      forget(id);
      await journal.append(
        { event: 'session.closed', session: id, exchange: null, detail: {} },
        { reserve: true },
      );
    },
  };
}
