import type { SessionAsk, SessionGrant } from '../../protocol/control.ts';
import type { JsonObject } from '../../protocol/json.ts';
import type { Journal } from '../audit/journal.ts';
import type { JournalEntry } from '../audit/sealer.ts';
import type { LastingSessions } from './lasting-sessions.ts';
import { type Session, SessionError, type Sessions } from './sessions.ts';
import type { HumanEvidence, StepUps } from './step-ups.ts';

/** Opens and closes sessions, each with its record, and hands out what a program needs to use one. */
export interface SessionDesk {
  readonly open: (ask: SessionAsk) => Promise<SessionGrant>;
  readonly close: (id: string) => Promise<void>;
}

export interface SessionDeskOptions {
  readonly sessions: Sessions;
  /** Whether whoever comes is known by a token of their own. */
  readonly isGateway: boolean;
  readonly stepUps: StepUps;
  /** How long a session of actor `human` lasts, where a login was shown for it. */
  readonly humanMs: number;
  readonly clock: () => Date;
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
  stepUps,
  humanMs,
  clock,
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
      const until = ask.actor === 'human' && stepUps.canAsk ? { untilMs: clock().getTime() + humanMs } : {};
      const { session, secret } = sessions.open({ ...ask, ...until });
      try {
        const evidence = ask.actor === 'human' ? stepUps.evidence(ask) : null;
        await journal.append(openedRecord(session, ask, evidence));
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

function openedRecord(
  { id, subject, program }: Session,
  ask: SessionAsk,
  evidence: HumanEvidence | null,
): JournalEntry {
  return {
    event: 'session.opened',
    session: id,
    exchange: null,
    detail: {
      subject: subject.id,
      actor: subject.actor,
      program,
      parent: ask.parent,
      ...evidenceOf(evidence),
    },
  };
}

function evidenceOf(evidence: HumanEvidence | null): JsonObject {
  switch (evidence?.kind) {
    case undefined:
      return { evidence: 'asserted by whoever opened the session' };
    case 'believed':
      return { evidence: 'asserted by whoever opened the session; there is no identity provider to ask' };
    case 'login': {
      const { loggedInAt, challenge } = evidence;
      return { evidence: 'a login at the identity provider', loggedInAt, challenge };
    }
  }
}
