import type { FastifyBaseLogger, FastifyInstance } from 'fastify';
import type { Hold, HoldRequest, HoldsAnswer, RetentionView } from '../../protocol/retention.ts';
import { HOLD_PARAMS, HOLD_REQUEST } from '../../protocol/retention-schema.ts';
import { callerOf } from '../identity/authenticate.ts';
import type { Role } from '../identity/caller.ts';
import type { HoldRoom } from './hold-room.ts';
import type { RetentionJob } from './retention-job.ts';

interface RetentionRoutesPorts {
  readonly retention: Pick<RetentionJob, 'view'>;
  readonly holds: HoldRoom;
  /** Takes who held and released what. */
  readonly log: Pick<FastifyBaseLogger, 'info'>;
}

const admins = { roles: ['admin'] satisfies Role[] };
const readers = { roles: ['admin', 'auditor'] satisfies Role[] };

/** What is destroyed and when, and what is kept all the same. */
export function retentionRoutes(
  routes: FastifyInstance,
  { retention, holds, log }: RetentionRoutesPorts,
): void {
  routes.get<{ Reply: RetentionView }>('/v1/retention', { config: readers }, async () => retention.view());
  routes.get<{ Reply: HoldsAnswer }>('/v1/holds', { config: readers }, async () => ({
    holds: await holds.list(),
  }));
  routes.post<{ Body: HoldRequest; Reply: Hold }>(
    '/v1/holds',
    { config: admins, schema: { body: HOLD_REQUEST } },
    async (request, reply) => {
      const { subject } = callerOf(request);
      const hold = await holds.place(request.body, subject);
      log.info({ by: subject, hold: hold.id }, 'a hold was placed');
      return reply.code(201).send(hold);
    },
  );
  routes.delete<{ Params: { readonly id: string } }>(
    '/v1/holds/:id',
    { config: admins, schema: { params: HOLD_PARAMS } },
    async (request, reply) => {
      const { subject } = callerOf(request);
      await holds.release(Number(request.params.id), subject);
      log.info({ by: subject, hold: request.params.id }, 'a hold was released');
      return reply.code(204).send();
    },
  );
}
