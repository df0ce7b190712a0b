import type { FastifyInstance } from 'fastify';
import type { Health } from './health.ts';

/** For whoever watches over processes: no caller is asked for, and nothing of anybody is said. */
export function healthRoutes(server: FastifyInstance, health: Health, canRead: () => Promise<boolean>): void {
  server.get('/healthz', async () => ({ status: 'ok' }));
  server.get('/readyz', async (_request, reply) => {
    const isRead = await canRead();
    const problems = isRead ? health.problems() : ['the database cannot be read', ...health.problems()];
    if (!isRead || !health.isReady()) return reply.code(503).send({ status: 'not-ready', problems });
    return reply.send({ status: problems.length === 0 ? 'ready' : 'degraded', problems });
  });
}
