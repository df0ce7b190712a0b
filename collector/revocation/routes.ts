import type { FastifyBaseLogger, FastifyInstance } from 'fastify';
import type {
  RevocationsAnswer,
  Revoked,
  RevokeRequest,
  SignedRevocations,
} from '../../protocol/revocation.ts';
import { REVOCATION_PARAMS, REVOCATIONS_QUERY, REVOKE_REQUEST } from '../../protocol/revocation-schema.ts';
import type { ApprovalRoom } from '../approval/approval-room.ts';
import { callerOf } from '../identity/authenticate.ts';
import type { Role } from '../identity/caller.ts';
import type { RevocationRoom } from './revocation-room.ts';

interface RevocationPorts {
  readonly revocations: RevocationRoom;
  readonly room: Pick<ApprovalRoom, 'revoke'>;
  /** Takes who revoked what. */
  readonly log: Pick<FastifyBaseLogger, 'info'>;
}

const admins = { roles: ['admin'] satisfies Role[] };
const readers = { roles: ['admin', 'auditor'] satisfies Role[] };
/** A revoked agent is told so. */
const agents = { roles: ['agent'] satisfies Role[], evenRevoked: true };

export function revocationRoutes(routes: FastifyInstance, { revocations, room, log }: RevocationPorts): void {
  routes.get<{ Querystring: { readonly after?: string; readonly wait?: 'no' }; Reply: SignedRevocations }>(
    '/v1/revocations/signed',
    { config: agents, schema: { querystring: REVOCATIONS_QUERY } },
    async (request, reply) => {
      const { after, wait } = request.query;
      const gone = new AbortController();
      reply.raw.once('close', () => gone.abort());
      const signal = wait === 'no' ? AbortSignal.abort() : gone.signal;
      return revocations.since(after === undefined ? null : Number(after), signal);
    },
  );
  routes.get<{ Reply: RevocationsAnswer }>('/v1/revocations', { config: readers }, async () => ({
    revocations: revocations.list(),
  }));
  routes.post<{ Body: RevokeRequest; Reply: Revoked }>(
    '/v1/revocations',
    { config: admins, schema: { body: REVOKE_REQUEST } },
    async (request, reply) => {
      const { subject } = callerOf(request);
      const { kind, target } = request.body;
      if (kind === 'approval') await room.revoke(target, callerOf(request));
      const revocation = await revocations.revoke(request.body, subject);
      log.info({ by: subject, kind, target, revocation: revocation.id }, 'revoked');
      return reply.code(201).send(revocation);
    },
  );
  routes.delete<{ Params: { readonly id: string } }>(
    '/v1/revocations/:id',
    { config: admins, schema: { params: REVOCATION_PARAMS } },
    async (request, reply) => {
      const { subject } = callerOf(request);
      await revocations.lift(Number(request.params.id), subject);
      log.info({ by: subject, revocation: request.params.id }, 'a revocation was lifted');
      return reply.code(204).send();
    },
  );
}
