import type { FastifyBaseLogger } from 'fastify';
import type { CallerView } from '../../protocol/panel-view.ts';
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
    const { session, halves } = await sessions.open(caller);
    await audit.signedIn(session);
    log.info({ session: session.name, subject: caller.subject, roles: caller.roles }, 'signed in');
    return {
      view: { ...viewOf(session), key: halves.key },
      setCookie: cookie.set(halves.cookie, webSessionMs),
    };
  };
}

export function viewOf({ caller, expiresAt }: WebSessionState): WebSessionView {
  return { ...callerView(caller), expiresAt: new Date(expiresAt).toISOString() };
}

/** Whom the collector takes somebody for. */
export function callerView({ subject, roles, groups, loggedInAt }: Caller): CallerView {
  return {
    subject,
    roles,
    groups,
    loggedInAt: loggedInAt === null ? null : new Date(loggedInAt).toISOString(),
  };
}
