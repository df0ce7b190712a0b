import type { FastifyInstance, FastifyRequest } from 'fastify';
import { SESSION_KEY_HEADER } from '../../protocol/web-session.ts';
import { ApiFault } from '../api-fault.ts';
import type { Caller, Role } from './caller.ts';
import type { Cookie } from './cookie.ts';
import type { OwnOrigin } from './own-origin.ts';
import type { WebSession, WebSessions } from './web-sessions.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Who may call the route. A route that does not say may be called by nobody. */
    readonly roles?: readonly Role[];
    /** True: whoever is revoked may call it still, to be told so, or to leave evidence. */
    readonly evenRevoked?: boolean;
  }
}

export const EVERYBODY: readonly Role[] = [
  'agent',
  'developer',
  'reviewer',
  'auditor',
  'policy-publisher',
  'admin',
];

/** How a caller was known: by a token that came with the request, or by a session of the pages. */
type Identity =
  | { readonly kind: 'token'; readonly caller: Caller }
  | { readonly kind: 'session'; readonly caller: Caller; readonly session: WebSession };

/** Who is known here, and by what. */
export interface KnownCallers {
  readonly callerWithToken: (token: string) => Promise<Caller>;
  /** Null: there is no identity provider, whose tokens could be taken. */
  readonly callerWithAccessToken: ((token: string) => Promise<Caller>) | null;
  readonly sessions: WebSessions;
  readonly cookie: Cookie;
  readonly origin: OwnOrigin;
  readonly isRevoked: (caller: Caller) => Promise<boolean>;
}

/** Owner of who calls what; an entry lives as long as its request. */
const identities = new WeakMap<FastifyRequest, Identity>();

/** Lets a request of these routes go on only for a caller whose role the route names, before its body is read. */
export function requireCaller(routes: FastifyInstance, known: KnownCallers): void {
  routes.addHook('onRequest', async (request) => {
    const identity = await identify(request, known);
    const wanted = request.routeOptions.config.roles ?? [];
    const { roles } = identity.caller;
    if (!roles.some((role) => wanted.includes(role))) {
      throw new ApiFault(
        'forbidden',
        `role ${roles.join(', ')} may not do this, expected ${wanted.join(' or ')}`,
      );
    }
    const { evenRevoked = false } = request.routeOptions.config;
    if (!evenRevoked && (await known.isRevoked(identity.caller))) {
      throw new ApiFault('revoked', 'your access, or that of this agent, was revoked');
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

function identityOf(request: FastifyRequest): Identity {
  const identity = identities.get(request);
  if (identity === undefined) throw new ApiFault('unauthenticated', 'the request has no caller');
  return identity;
}

/** Both halves of a session, as a program has them that no other site makes send anything (StepUpSession). */
const SESSION_TOKEN = /^(?<cookie>[A-Za-z0-9_-]{43})\.(?<key>[A-Za-z0-9_-]{43})$/;
const MAX_ACCESS_TOKEN = 8192;
const OWN_TOKEN = /^[A-Za-z0-9_-]{1,200}$/;
/** A JWS in its compact form (RFC 7515, 7.1). */
const ACCESS_TOKEN = /^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+$/;

/** RFC 6750, 2.1, or a session. Whoever names a token is judged by that alone. */
async function identify(request: FastifyRequest, known: KnownCallers): Promise<Identity> {
  const { authorization } = request.headers;
  const key = request.headers[SESSION_KEY_HEADER];
  if (authorization === undefined && typeof key === 'string') return inSession(request, key, known);
  const given = /^Bearer ([\w.-]+)$/.exec(authorization ?? '')?.[1] ?? '';
  const halves = SESSION_TOKEN.exec(given)?.groups;
  if (halves !== undefined) return inProgramsSession(halves, known);
  if (OWN_TOKEN.test(given)) return { kind: 'token', caller: await known.callerWithToken(given) };
  if (known.callerWithAccessToken !== null && given.length <= MAX_ACCESS_TOKEN && ACCESS_TOKEN.test(given)) {
    return { kind: 'token', caller: await known.callerWithAccessToken(given) };
  }
  throw new ApiFault('unauthenticated', 'the request has no bearer token of the kind that is taken here');
}

async function inSession(
  request: FastifyRequest,
  key: string,
  { sessions, cookie, origin }: KnownCallers,
): Promise<Identity> {
  origin.requireSame(request);
  return known(await sessions.find({ cookie: cookie.read(request.headers.cookie), key }));
}

async function inProgramsSession(
  { cookie = '', key = '' }: Readonly<Record<string, string>>,
  { sessions }: KnownCallers,
): Promise<Identity> {
  return known(await sessions.find({ cookie, key }));
}

function known(session: WebSession | null): Identity {
  if (session === null) throw new ApiFault('unauthenticated', 'the session has ended');
  const { caller, expiresAt } = session;
  return { kind: 'session', caller: { ...caller, expiresAt }, session };
}
