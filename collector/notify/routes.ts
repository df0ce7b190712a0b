import { addAbortListener } from 'node:events';
import type { FastifyInstance } from 'fastify';
import type { ApprovalRoom } from '../approval/approval-room.ts';
import { callerOf, EVERYBODY, sessionOf } from '../identity/authenticate.ts';
import type { WebSessions } from '../identity/web-sessions.ts';
import type { EventStreams } from './event-streams.ts';

interface EventPorts {
  readonly streams: EventStreams;
  readonly room: ApprovalRoom;
  readonly sessions: Pick<WebSessions, 'endOf'>;
}

/** Live updates: what is pending first, then everything as it happens, until the reader's session ends. */
export function eventRoutes(routes: FastifyInstance, { streams, room, sessions }: EventPorts): void {
  routes.get('/v1/events', { config: { roles: EVERYBODY, reads: 'updates' } }, async (request, reply) => {
    const caller = callerOf(request);
    const session = sessionOf(request);
    streams.refuseMore(caller);
    reply.hijack();
    if (session !== null) {
      const listening = addAbortListener(sessions.endOf(session), () => reply.raw.end());
      reply.raw.once('close', () => listening[Symbol.dispose]());
    }
    await streams.open(caller, reply.raw, room.pending(caller));
  });
}
