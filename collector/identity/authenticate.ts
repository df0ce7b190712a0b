import { timingSafeEqual } from 'node:crypto';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { SESSION_KEY_HEADER } from '../../protocol/web-session.ts';
import { ApiFault } from '../api-fault.ts';
import type { TokenRow } from '../store/tokens.ts';
import type { Caller, Role } from './caller.ts';
import { hashToken } from './local-tokens.ts';
import { requireSameOrigin } from './own-origin.ts';
import { sessionCookie } from './session-cookie.ts';
import type { WebSession, WebSessions } from './web-sessions.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Who may call the route. A route that does not say may be called by nobody. */
    readonly roles?: readonly Role[];
  }
}

export const EVERYBODY: readonly Role[] = ['agent', 'developer', 'reviewer', 'auditor'];

/** How a caller was known: by a token that came with the request, or by a session of the pages. */
type Identity =
  | { readonly kind: 'token'; readonly caller: Caller }
  | { readonly kind: 'session'; readonly caller: Caller; readonly session: WebSession };

/** Owner of who calls what; an entry lives as long as its request. */
const identities = new WeakMap<FastifyRequest, Identity>();

/** Lets a request of these routes go on only for a caller whose role the route names, before its body is read. */
export function requireCaller(
  routes: FastifyInstance,
  known: { readonly tokens: readonly TokenRow[]; readonly sessions: WebSessions },
): void {
  routes.addHook('onRequest', async (request) => {
    const identity = identify(request, known);
    const { role } = identity.caller;
    const roles = request.routeOptions.config.roles ?? [];
    if (!roles.includes(role)) {
      throw new ApiFault('forbidden', `role ${role} may not do this, expected ${roles.join(' or ')}`);
    }
    identities.set(request, identity);
  });
}

/** Who sent this request. Throws ApiFault where nobody was asked to identify. */
export function callerOf(request: FastifyRequest): Caller {
  return identityOf(request).caller;
}

/** The session of the pages that this request belongs to; null when it came with a token. */
export function sessionOf(request: FastifyRequest): WebSession | null {
  const identity = identityOf(request);
  return identity.kind === 'session' ? identity.session : null;
}

/** Every token is compared, so that the time says nothing of which one was near. */
export function callerWithToken(given: string, tokens: readonly TokenRow[]): Caller {
  const hash = hashToken(given);
  const [match] = tokens.filter((token) => timingSafeEqual(token.hash, hash));
  if (match === undefined) throw new ApiFault('unauthenticated', 'the token is not known here');
  return { token: match.name, role: match.role, subject: match.subject, groups: match.groups };
}

function identityOf(request: FastifyRequest): Identity {
  const identity = identities.get(request);
  if (identity === undefined) throw new ApiFault('unauthenticated', 'the request has no caller');
  return identity;
}

/** RFC 6750, 2.1, or a session. Whoever names a token is judged by that alone. */
function identify(
  request: FastifyRequest,
  { tokens, sessions }: { readonly tokens: readonly TokenRow[]; readonly sessions: WebSessions },
): Identity {
  const { authorization, cookie } = request.headers;
  const key = request.headers[SESSION_KEY_HEADER];
  if (authorization === undefined && typeof key === 'string') {
    requireSameOrigin(request);
    const session = sessions.find({ cookie: sessionCookie(cookie), key });
    if (session === null) throw new ApiFault('unauthenticated', 'the session has ended');
    return { kind: 'session', caller: session.caller, session };
  }
  const given = /^Bearer ([A-Za-z0-9_-]{1,200})$/.exec(authorization ?? '')?.[1];
  if (given === undefined) throw new ApiFault('unauthenticated', 'the request has no bearer token');
  return { kind: 'token', caller: callerWithToken(given, tokens) };
}
