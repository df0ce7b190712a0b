import { randomBytes } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import type { AgentTokenAnswer, CiTokenRequest } from '../../../protocol/collector-api.ts';
import { CI_TOKEN_REQUEST } from '../../../protocol/collector-schema.ts';
import { ApiFault } from '../../api-fault.ts';
import type { CollectorLimits } from '../../limits.ts';
import type { TokensTable } from '../../store/tokens.ts';
import { hashToken } from '../known-tokens.ts';
import type { KnownPipeline } from './pipelines.ts';

export interface CiTokenPorts {
  readonly pipelineOf: (token: string) => Promise<KnownPipeline>;
  readonly tokens: Pick<TokensTable, 'putAgent'>;
  readonly clock: () => Date;
  readonly limits: Pick<CollectorLimits, 'maxAgentsPerPipeline'>;
}

const TOKEN_BYTES = 32;
const MAX_BODY_BYTES = 20 * 1024;

/** A job shows the token of its provider, and gets one with which its agent works. No person is asked. */
export function ciTokenRoutes(routes: FastifyInstance, ports: CiTokenPorts): void {
  routes.post<{ Body: CiTokenRequest; Reply: AgentTokenAnswer }>(
    '/v1/ci-tokens',
    { schema: { body: CI_TOKEN_REQUEST }, bodyLimit: MAX_BODY_BYTES },
    async (request, reply) => {
      const pipeline = await ports.pipelineOf(request.body.token);
      return reply.code(201).send(await tokenFor(pipeline, ports));
    },
  );
}

async function tokenFor(
  { subject, vouched, groups, tokenMs }: KnownPipeline,
  { tokens, clock, limits }: CiTokenPorts,
): Promise<AgentTokenAnswer> {
  const now = clock().getTime();
  const token = randomBytes(TOKEN_BYTES).toString('base64url');
  const name = `ci-${randomBytes(9).toString('hex')}`;
  const expiresAt = now + tokenMs;
  await tokens.putAgent(subject, (all) => {
    const working = all.filter((each) => (each.expiresAt ?? 0) > now);
    if (working.length >= limits.maxAgentsPerPipeline) {
      throw new ApiFault('too-many', `${working.length} agents work for this pipeline, which is the limit`);
    }
    return { name, role: 'agent', subject, groups, hash: hashToken(token), expiresAt, vouched };
  });
  return { name, token, subject, groups, expiresAt: new Date(expiresAt).toISOString() };
}
