import { randomBytes } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import type { AgentTokenAnswer, AgentTokenRequest } from '../../protocol/collector-api.ts';
import { AGENT_TOKEN_REQUEST } from '../../protocol/collector-schema.ts';
import { ApiFault } from '../api-fault.ts';
import type { CollectorLimits } from '../limits.ts';
import type { TokensTable } from '../store/tokens.ts';
import { callerOf } from './authenticate.ts';
import type { Caller, Role } from './caller.ts';
import { hashToken } from './known-tokens.ts';

export interface AgentTokenPorts {
  readonly tokens: Pick<TokensTable, 'putAgent' | 'expire'>;
  readonly clock: () => Date;
  readonly limits: Pick<CollectorLimits, 'agentTokenMs' | 'maxAgentsPerPerson'>;
  /** Who may have agents work for them. */
  readonly roles: readonly Role[];
}

/** A service account of gateways has them made one a replica, also where people have tokens of the collector's own. */
export const GATEWAYS: readonly Role[] = ['gateway'];
export const PEOPLE_AND_GATEWAYS: readonly Role[] = ['developer', 'reviewer', 'auditor', 'gateway'];
const TOKEN_BYTES = 32;

/** Those whom an identity provider vouches for let agents work for them. */
export function agentTokenRoutes(routes: FastifyInstance, ports: AgentTokenPorts): void {
  routes.post<{ Body: AgentTokenRequest; Reply: AgentTokenAnswer }>(
    '/v1/agent-tokens',
    { config: { roles: ports.roles }, schema: { body: AGENT_TOKEN_REQUEST } },
    async (request, reply) => reply.code(201).send(await tokenFor(callerOf(request), request.body, ports)),
  );
}

/** An agent that is signed out says so itself: nobody has its token any more. */
export function signOutRoutes(
  routes: FastifyInstance,
  { tokens, clock }: Pick<AgentTokenPorts, 'tokens' | 'clock'>,
): void {
  routes.delete('/v1/agent-tokens', { config: { roles: ['agent'] } }, async (request, reply) => {
    const { token, expiresAt } = callerOf(request);
    if (expiresAt === null) {
      throw new ApiFault('forbidden', 'a token of this machine alone is replaced, and does not end');
    }
    await tokens.expire(token, clock().getTime());
    return reply.code(204).send();
  });
}

/** The token is in the answer and nowhere else. It has its person's groups of today, so it does not live long. */
async function tokenFor(
  { subject, groups, roles, vouched }: Caller,
  { renew, token = randomBytes(TOKEN_BYTES).toString('base64url') }: AgentTokenRequest,
  { tokens, clock, limits }: AgentTokenPorts,
): Promise<AgentTokenAnswer> {
  const now = clock().getTime();
  const expiresAt = now + limits.agentTokenMs;
  const role = roles.includes('gateway') ? 'gateway' : 'agent';
  const { name } = await tokens.putAgent(subject, (all) => {
    const own = all.filter((each) => each.expiresAt !== null);
    if (renew !== null && !own.some((each) => each.name === renew)) {
      throw new ApiFault(
        'not-found',
        'no agent of this name works for you; if somebody else was signed in, sign out first',
      );
    }
    const others = own.filter((each) => each.name !== renew && (each.expiresAt ?? 0) > now);
    if (others.length >= limits.maxAgentsPerPerson) {
      throw new ApiFault('too-many', `${others.length} agents work for you, which is the limit`);
    }
    const chosen = renew ?? `agent-${randomBytes(6).toString('hex')}`;
    return { name: chosen, role, subject, groups, hash: hashToken(token), expiresAt, vouched };
  });
  return { name, token, subject, groups, expiresAt: new Date(expiresAt).toISOString() };
}
