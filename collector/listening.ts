import type { FastifyInstance } from 'fastify';
import { CollectorStartError } from './start-error.ts';

/** Returns the port. Throws CollectorStartError. */
export async function listen(server: FastifyInstance, host: string, port: number): Promise<number> {
  try {
    await server.listen({ host, port });
  } catch (cause) {
    await server.close();
    throw new CollectorStartError('cannot-listen', `${host}:${port} cannot be listened on`, {
      hint: 'another collector may be running; choose another port',
      cause,
    });
  }
  const address = server.server.address();
  return typeof address === 'object' && address !== null ? address.port : port;
}

/** A connection that never sends a request, or a reader that never reads, is not waited for any longer. */
export async function closeServer(server: FastifyInstance, graceMs: number): Promise<void> {
  const cut = setTimeout(() => server.server.closeAllConnections(), graceMs);
  try {
    await server.close();
  } finally {
    clearTimeout(cut);
  }
}
