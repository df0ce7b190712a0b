import type { FastifyInstance } from 'fastify';
import type { Health } from './health.ts';

/** For whoever watches over processes: no caller is asked for, and nothing of anybody is said. */
export function healthRoutes(server: FastifyInstance, health: Health, canRead: () => Promise<boolean>): void {
  server.get('/healthz', async () => ({ status: 'ok' }));
  server.get('/readyz', async (_request, reply) => {
    const problems = (await canRead())
      ? health.problems()
      : ['the database cannot be read', ...health.problems()];
    const isReady = problems.length === 0;
    return reply.code(isReady ? 200 : 503).send({ status: isReady ? 'ready' : 'not-ready', problems });
  });
}
