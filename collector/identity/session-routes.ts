import type { FastifyBaseLogger, FastifyInstance } from 'fastify';
import { SIGN_IN_REQUEST } from '../../protocol/collector-schema.ts';
import type { CallerView } from '../../protocol/panel-view.ts';
import type {
  SignInRequest,
  SignInWays,
  WebSessionView,
  WebSession as WebSessionWire,
} from '../../protocol/web-session.ts';
import type { AccessAudit } from '../access/access-audit.ts';
import { ApiFault } from '../api-fault.ts';
import { callerOf, EVERYBODY, sessionOf } from './authenticate.ts';
import type { Caller } from './caller.ts';
import type { Cookie } from './cookie.ts';
import type { OwnOrigin } from './own-origin.ts';
import { callerView, type SessionOpener, viewOf } from './session-opener.ts';
import type { SignInAttempts } from './sign-in-attempts.ts';
import type { WebSessions } from './web-sessions.ts';

interface SignInPorts {
  readonly ways: SignInWays;
  readonly callerWithToken: (token: string) => Promise<Caller>;
  readonly attempts: SignInAttempts;
  readonly origin: OwnOrigin;
  readonly openSession: SessionOpener;
  /** Takes that somebody could not sign in. */
  readonly log: Pick<FastifyBaseLogger, 'warn'>;
  readonly audit: Pick<AccessAudit, 'refused'>;
}

interface SessionPorts {
  readonly sessions: WebSessions;
  readonly cookie: Cookie;
  /** Takes who signed out. */
  readonly log: Pick<FastifyBaseLogger, 'info'>;
  readonly audit: Pick<AccessAudit, 'signedOut'>;
}

const MAX_SIGN_IN_BYTES = 1000;

/** Where a token is exchanged for a session, once. */
export function signInRoutes(routes: FastifyInstance, ports: SignInPorts): void {
  routes.get<{ Reply: SignInWays }>('/v1/sign-in', async () => ports.ways);
  if (ports.ways.way !== 'token') return;
  routes.post<{ Body: SignInRequest; Reply: WebSessionWire }>(
    '/v1/session',
    { schema: { body: SIGN_IN_REQUEST }, bodyLimit: MAX_SIGN_IN_BYTES },
    async (request, reply) => {
      ports.origin.requireSame(request);
      const { view, setCookie } = await ports.openSession(await signIn(request.body.token, ports));
      return reply.code(201).header('set-cookie', setCookie).send(view);
    },
  );
}

/** Whom the collector takes a caller for, however they were known. */
export function callerRoutes(routes: FastifyInstance): void {
  routes.get<{ Reply: CallerView }>('/v1/caller', { config: { roles: EVERYBODY } }, async (request) =>
    callerView(callerOf(request)),
  );
}

/** For whoever is signed in. */
export function sessionRoutes(routes: FastifyInstance, { sessions, cookie, log, audit }: SessionPorts): void {
  const everybody = { config: { roles: EVERYBODY } };
  routes.get<{ Reply: WebSessionView }>('/v1/session', everybody, async (request) => {
    const session = sessionOf(request);
    if (session === null) throw new ApiFault('not-found', 'the request came with a token, and no session');
    return viewOf(session);
  });
  routes.delete('/v1/session', everybody, async (request, reply) => {
    const session = sessionOf(request);
    if (session === null) throw new ApiFault('not-found', 'the request came with a token, and no session');
    await sessions.close(session);
    log.info({ session: session.name, subject: session.caller.subject }, 'signed out');
    await audit.signedOut(session);
    return reply.code(204).header('set-cookie', cookie.drop()).send();
  });
}

async function signIn(
  token: string,
  { callerWithToken, attempts, log, audit }: SignInPorts,
): Promise<Caller> {
  attempts.refuseMore();
  try {
    const caller = await callerWithToken(token.trim());
    if (!caller.roles.includes('agent')) return caller;
    throw new ApiFault('forbidden', "the token is an agent's, expected one of a person");
  } catch (fault) {
    attempts.failed();
    log.warn('a sign-in failed');
    await audit.refused(fault instanceof ApiFault ? fault.code : 'internal');
    throw fault;
  }
}
