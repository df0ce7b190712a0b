import type { FastifyInstance } from 'fastify';
import type { ApprovalRoom } from '../approval/approval-room.ts';
import { callerOf, EVERYBODY } from '../identity/authenticate.ts';
import type { EventStreams } from './event-streams.ts';

/** Live updates: what is pending first, then everything as it happens. */
export function eventRoutes(routes: FastifyInstance, streams: EventStreams, room: ApprovalRoom): void {
  routes.get('/v1/events', { config: { roles: EVERYBODY } }, async (request, reply) => {
    const caller = callerOf(request);
    streams.refuseMore();
    reply.hijack();
    await streams.open(caller, reply.raw, room.pending(caller));
  });
}
