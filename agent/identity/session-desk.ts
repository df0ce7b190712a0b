import type { SessionAsk, SessionGrant } from '../../protocol/control.ts';
import type { Journal } from '../audit/journal.ts';
import type { JournalEntry } from '../audit/sealer.ts';
import type { LastingSessions } from './lasting-sessions.ts';
import { type Session, SessionError, type Sessions } from './sessions.ts';

/** Opens and closes sessions, each with its record, and hands out what a program needs to use one. */
export interface SessionDesk {
  readonly open: (ask: SessionAsk) => Promise<SessionGrant>;
  readonly close: (id: string) => Promise<void>;
}

export interface SessionDeskOptions {
  readonly sessions: Sessions;
  /** Whether whoever comes is known by a token of their own. */
  readonly isGateway: boolean;
  readonly lasting: LastingSessions;
  readonly journal: Pick<Journal, 'append'>;
  readonly port: () => number;
  /** What is kept of a session ends with it. */
  readonly forget: (session: string) => void;
  readonly caFile: string;
  readonly caBundleFile: string;
}

export function sessionDesk({
  sessions,
  isGateway,
  lasting,
  journal,
  port,
  forget,
  caFile,
  caBundleFile,
}: SessionDeskOptions): SessionDesk {
  const grant = (id: string, secret: string): SessionGrant => ({
    id,
    proxyUrl: `http://${id}:${secret}@127.0.0.1:${port()}`,
    caFile,
    caBundleFile,
  });
  return {
    async open(ask) {
      if (isGateway)
        throw new SessionError('is-gateway', 'this agent is a gateway, and opens no session by itself');
      const found = sessions.resume(ask);
      if (found !== null) return grant(found.id, ask.resume?.secret ?? '');
      const { session, secret } = sessions.open(ask);
      try {
        await journal.append(openedRecord(session, ask));
        if (ask.lasting === true) await lasting.add(session.id);
      } catch (fault) {
        sessions.close(session.id);
        throw fault;
      }
      return grant(session.id, secret);
    },
    async close(id) {
      if (sessions.close(id) === null) return;
      await lasting.remove(id);
      forget(id);
      await journal.append(
        { event: 'session.closed', session: id, exchange: null, detail: {} },
        { reserve: true },
      );
    },
  };
}

function openedRecord({ id, subject, program }: Session, ask: SessionAsk): JournalEntry {
  return {
    event: 'session.opened',
    session: id,
    exchange: null,
    detail: {
      subject: subject.id,
      actor: subject.actor,
      program,
      parent: ask.parent,
      evidence: 'asserted by whoever opened the session',
    },
  };
}
