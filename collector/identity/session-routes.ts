import type { FastifyBaseLogger, FastifyInstance } from 'fastify';
import { SIGN_IN_REQUEST } from '../../protocol/collector-schema.ts';
import type {
  SignInRequest,
  WebSessionView,
  WebSession as WebSessionWire,
} from '../../protocol/web-session.ts';
import { ApiFault } from '../api-fault.ts';
import type { TokenRow } from '../store/tokens.ts';
import { callerWithToken, EVERYBODY, sessionOf } from './authenticate.ts';
import type { Caller } from './caller.ts';
import { requireSameOrigin } from './own-origin.ts';
import { dropCookie, setCookie } from './session-cookie.ts';
import type { SignInAttempts } from './sign-in-attempts.ts';
import type { WebSession, WebSessions } from './web-sessions.ts';

interface SignInPorts {
  readonly tokens: readonly TokenRow[];
  readonly sessions: WebSessions;
  readonly attempts: SignInAttempts;
  readonly webSessionMs: number;
  /** Takes who signed in and out, and that somebody could not. */
  readonly log: Pick<FastifyBaseLogger, 'info' | 'warn'>;
}

const MAX_SIGN_IN_BYTES = 1000;

/** Where a token is exchanged for a session, once. */
export function signInRoutes(routes: FastifyInstance, ports: SignInPorts): void {
  routes.post<{ Body: SignInRequest; Reply: WebSessionWire }>(
    '/v1/session',
    { schema: { body: SIGN_IN_REQUEST }, bodyLimit: MAX_SIGN_IN_BYTES },
    async (request, reply) => {
      requireSameOrigin(request);
      const caller = signIn(request.body.token, ports);
      const { session, halves } = ports.sessions.open(caller);
      ports.log.info({ session: session.name, subject: caller.subject, role: caller.role }, 'signed in');
      return reply
        .code(201)
        .header('set-cookie', setCookie(halves.cookie, ports.webSessionMs))
        .send({ ...viewOf(session), key: halves.key });
    },
  );
}

/** For whoever is signed in. */
export function sessionRoutes(
  routes: FastifyInstance,
  { sessions, log }: Pick<SignInPorts, 'sessions' | 'log'>,
): void {
  const everybody = { config: { roles: EVERYBODY } };
  routes.get<{ Reply: WebSessionView }>('/v1/session', everybody, async (request) => {
    const session = sessionOf(request);
    if (session === null) throw new ApiFault('not-found', 'the request came with a token, and no session');
    return viewOf(session);
  });
  routes.delete('/v1/session', everybody, async (request, reply) => {
    const session = sessionOf(request);
    if (session === null) throw new ApiFault('not-found', 'the request came with a token, and no session');
    sessions.close(session);
    log.info({ session: session.name, subject: session.caller.subject }, 'signed out');
    return reply.code(204).header('set-cookie', dropCookie()).send();
  });
}

function signIn(token: string, { tokens, attempts, log }: SignInPorts): Caller {
  attempts.refuseMore();
  try {
    const caller = callerWithToken(token.trim(), tokens);
    if (caller.role !== 'agent') return caller;
    throw new ApiFault('forbidden', "the token is an agent's, expected one of a person");
  } catch (fault) {
    attempts.failed();
    log.warn('a sign-in failed');
    throw fault;
  }
}

function viewOf({ caller, expiresAt }: WebSession): WebSessionView {
  const { subject, role, groups } = caller;
  return { subject, role, groups, expiresAt: new Date(expiresAt).toISOString() };
}
