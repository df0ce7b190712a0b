import type { FastifyInstance } from 'fastify';
import type { CollectorLimits } from '../limits.ts';
import type { Store } from '../store/store.ts';
import type { Health } from './health.ts';

export interface HealthPorts {
  readonly health: Health;
  readonly store: Pick<Store, 'canRead' | 'search'>;
  readonly limits: Pick<CollectorLimits, 'maxQuietLag'>;
}

/** For whoever watches over processes: no caller is asked for, and nothing of anybody is said. */
export function healthRoutes(server: FastifyInstance, ports: HealthPorts): void {
  const { health, store } = ports;
  server.get('/healthz', async () => ({ status: 'ok' }));
  server.get('/readyz', async (_request, reply) => {
    const isRead = await store.canRead();
    const seen = isRead ? await lagProblems(ports) : ['the database cannot be read'];
    const problems = [...seen, ...health.problems()];
    if (!isRead || !health.isReady()) return reply.code(503).send({ status: 'not-ready', problems });
    return reply.send({ status: problems.length === 0 ? 'ready' : 'degraded', problems });
  });
}

async function lagProblems({ store, limits }: HealthPorts): Promise<readonly string[]> {
  const behind = await store.search.behind();
  return behind > limits.maxQuietLag ? [`${behind} records cannot be found by what they say yet`] : [];
}
