import type { FastifyBaseLogger, FastifyInstance, FastifyReply } from 'fastify';
import { oneOf, optional } from '../../../protocol/schema.ts';
import { TOKEN_CLOCK_TOLERANCE_S } from '../../../protocol/token-rules.ts';
import type { SignInOutcome, WebSession } from '../../../protocol/web-session.ts';
import type { AccessAudit } from '../../access/access-audit.ts';
import { ApiFault } from '../../api-fault.ts';
import type { CollectorLimits } from '../../limits.ts';
import type { Caller } from '../caller.ts';
import type { Cookie } from '../cookie.ts';
import type { OwnOrigin } from '../own-origin.ts';
import type { SessionOpener } from '../session-opener.ts';
import { type ClaimReader, LOGIN_CALLBACK } from './identity.ts';
import type { Logins } from './logins.ts';
import type { Provider } from './provider.ts';

export interface LoginPorts {
  readonly provider: Provider;
  readonly callerOf: ClaimReader;
  readonly logins: Logins;
  /** Holds the ticket. Lax: the provider sends the browser back from another site. */
  readonly ticketCookie: Cookie;
  readonly origin: OwnOrigin;
  readonly openSession: SessionOpener;
  readonly limits: Pick<CollectorLimits, 'loginMs'>;
  readonly log: Pick<FastifyBaseLogger, 'warn'>;
  readonly audit: Pick<AccessAudit, 'refused'>;
}

const LOGIN_QUERY = optional({ fresh: oneOf('yes') });

/**
 * A browser is sent to the identity provider and comes back signed in. No address that it visits holds anything
 * that opens a session: that is asked for by the page itself, with the ticket in its cookie.
 */
export function loginRoutes(routes: FastifyInstance, ports: LoginPorts): void {
  const { provider, logins, ticketCookie, limits } = ports;
  routes.get<{ Querystring: { readonly fresh?: 'yes' } }>(
    '/v1/login',
    { schema: { querystring: LOGIN_QUERY } },
    async (request, reply) => {
      const age = request.query.fresh === 'yes' ? 'fresh' : 'any';
      const { ticket, proof } = await logins.begin(age);
      return withTicket(reply, ports, ticket).redirect((await provider.begin(proof, age)).href, 303);
    },
  );
  routes.get(LOGIN_CALLBACK, async (request, reply) => {
    const ticket = ticketCookie.read(request.headers.cookie);
    const { outcome, next } = await comeBack(ticket, request.url, ports);
    const set = next === null ? ticketCookie.drop() : ticketCookie.set(next, limits.loginMs);
    return reply.header('set-cookie', set).redirect(`/#${outcome}`, 303);
  });
  routes.post<{ Reply: WebSession }>('/v1/login/session', async (request, reply) => {
    ports.origin.requireSame(request);
    const caller = await logins.callerOf(ticketCookie.read(request.headers.cookie));
    if (caller === null) throw new ApiFault('unauthenticated', 'nobody has just signed in here');
    const { view, setCookie } = await ports.openSession(caller);
    return reply.code(201).header('set-cookie', [setCookie, ticketCookie.drop()]).send(view);
  });
}

function withTicket(
  reply: FastifyReply,
  { ticketCookie, limits }: Pick<LoginPorts, 'ticketCookie' | 'limits'>,
  ticket: string,
): FastifyReply {
  return reply.header('set-cookie', ticketCookie.set(ticket, limits.loginMs));
}

/** The provider was told to ask; whether it did is what it says of the time. */
function requireLogin({ loggedInAt }: Caller, since: number | null): void {
  if (since === null) return;
  if (loggedInAt === null) throw new ApiFault('stale-login', 'the provider does not say when it asked');
  if (loggedInAt < since - TOKEN_CLOCK_TOLERANCE_S * 1000) {
    throw new ApiFault('stale-login', 'the provider did not ask again');
  }
}

interface Back {
  readonly outcome: SignInOutcome;
  /** Ticket for the session; null when there is none. */
  readonly next: string | null;
}

async function comeBack(ticket: string, address: string, ports: LoginPorts): Promise<Back> {
  const { logins, provider, callerOf, log, audit } = ports;
  try {
    const back = await logins.back(ticket);
    if (back === null) throw new ApiFault('unauthenticated', 'this browser began no sign-in');
    const caller = callerOf(await provider.finish(new URL(address, 'http://here').search, back.proof));
    requireLogin(caller, back.freshSince);
    return { outcome: 'signed-in', next: await logins.done(caller) };
  } catch (fault) {
    if (!(fault instanceof ApiFault)) throw fault;
    log.warn({ code: fault.code, reason: fault.message, cause: fault.cause }, 'a sign-in failed');
    await audit.refused(fault.code);
    return { outcome: OUTCOMES[fault.code] ?? 'sign-in-failed', next: null };
  }
}

const OUTCOMES: Readonly<Partial<Record<ApiFault['code'], SignInOutcome>>> = {
  forbidden: 'no-role',
  'identity-away': 'provider-away',
  'stale-login': 'not-fresh',
};
