import { timingSafeEqual } from 'node:crypto';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { ApiFault } from '../api-fault.ts';
import type { TokenRow } from '../store/tokens.ts';
import type { Caller, Role } from './caller.ts';
import { hashToken } from './local-tokens.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Who may call the route. A route that does not say may be called by nobody. */
    readonly roles?: readonly Role[];
  }
}

export const EVERYBODY: readonly Role[] = ['agent', 'developer', 'reviewer', 'auditor'];

/** Owner of who calls what; an entry lives as long as its request. */
const callers = new WeakMap<FastifyRequest, Caller>();

/** Lets a request of these routes go on only with a token whose role the route names, before its body is read. */
export function requireTokens(routes: FastifyInstance, tokens: readonly TokenRow[]): void {
  routes.addHook('onRequest', async (request) => {
    const caller = identify(request.headers.authorization, tokens);
    const roles = request.routeOptions.config.roles ?? [];
    if (!roles.includes(caller.role)) {
      throw new ApiFault('forbidden', `role ${caller.role} may not do this, expected ${roles.join(' or ')}`);
    }
    callers.set(request, caller);
  });
}

/** Who sent this request. Throws ApiFault where nobody was asked to identify. */
export function callerOf(request: FastifyRequest): Caller {
  const caller = callers.get(request);
  if (caller === undefined) throw new ApiFault('unauthenticated', 'the request has no caller');
  return caller;
}

/** RFC 6750, 2.1. Every token is compared, so that the time says nothing of which one was near. */
function identify(authorization: string | undefined, tokens: readonly TokenRow[]): Caller {
  const given = /^Bearer ([A-Za-z0-9_-]{1,200})$/.exec(authorization ?? '')?.[1];
  if (given === undefined) throw new ApiFault('unauthenticated', 'the request has no bearer token');
  const hash = hashToken(given);
  const [match] = tokens.filter((token) => timingSafeEqual(token.hash, hash));
  if (match === undefined) throw new ApiFault('unauthenticated', 'the token is not known here');
  return { token: match.name, role: match.role, subject: match.subject, groups: match.groups };
}
