import fastify from 'fastify';
import type { Registry } from 'prom-client';

export interface MetricsServer {
  readonly port: number;
  close(): Promise<void>;
}

const REQUEST_TIMEOUT_MS = 10_000;

/**
 * Serves the metrics on a port of their own, so that who scrapes them needs no token and what serves people needs no
 * exception. They hold numbers only.
 */
export async function serveMetrics(
  registry: Registry,
  { host, port }: { readonly host: string; readonly port: number },
): Promise<MetricsServer> {
  const server = fastify({ requestTimeout: REQUEST_TIMEOUT_MS, forceCloseConnections: true });
  server.get('/metrics', async (_request, reply) =>
    reply.header('content-type', registry.contentType).send(await registry.metrics()),
  );
  await server.listen({ host, port });
  const bound = server.server.address();
  return {
    port: typeof bound === 'object' && bound !== null ? bound.port : port,
    close: () => server.close(),
  };
}
