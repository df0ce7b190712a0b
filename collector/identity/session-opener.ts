import type { FastifyBaseLogger } from 'fastify';
import type { WebSession, WebSessionView } from '../../protocol/web-session.ts';
import type { AccessAudit } from '../access/access-audit.ts';
import type { Caller } from './caller.ts';
import type { Cookie } from './cookie.ts';
import type { WebSession as WebSessionState, WebSessions } from './web-sessions.ts';

/** Opens a session of the pages for somebody who was identified just now. */
export type SessionOpener = (caller: Caller) => Promise<{
  readonly view: WebSession;
  /** The half that no script reads. */
  readonly setCookie: string;
}>;

interface OpenerPorts {
  readonly sessions: WebSessions;
  readonly cookie: Cookie;
  readonly webSessionMs: number;
  /** Takes who signed in. */
  readonly log: Pick<FastifyBaseLogger, 'info'>;
  readonly audit: Pick<AccessAudit, 'signedIn'>;
}

export function sessionOpener({ sessions, cookie, webSessionMs, log, audit }: OpenerPorts): SessionOpener {
  return async (caller) => {
    const { session, halves } = sessions.open(caller);
    await audit.signedIn(session);
    log.info({ session: session.name, subject: caller.subject, roles: caller.roles }, 'signed in');
    return {
      view: { ...viewOf(session), key: halves.key },
      setCookie: cookie.set(halves.cookie, webSessionMs),
    };
  };
}

export function viewOf({ caller, expiresAt }: WebSessionState): WebSessionView {
  const { subject, roles, groups } = caller;
  return { subject, roles, groups, expiresAt: new Date(expiresAt).toISOString() };
}
