import type { FastifyInstance } from 'fastify';
import { ControlFault } from './control-fault.ts';
import type { Windows } from './windows.ts';

/** What editor windows need of the agent's life. */
export interface EditorPorts {
  readonly windows: Windows;
  /** Tells all windows what the agent's state is. */
  announce(): Promise<void>;
  stop(): void;
}

const SESSION_QUERY = {
  type: 'object',
  additionalProperties: false,
  properties: { session: { type: 'string', pattern: '^[A-Za-z0-9_-]{1,64}$' } },
} as const;

export function editorRoutes(app: FastifyInstance, ports: EditorPorts): void {
  app.post('/v1/stop', async (_request, reply) => {
    // The answer is out before the socket that carries it is closed.
    setImmediate(() => ports.stop());
    return reply.code(204).send();
  });
  app.get<{ Querystring: { readonly session?: string } }>(
    '/v1/events',
    { schema: { querystring: SESSION_QUERY } },
    async (request, reply) => {
      if (!ports.windows.open(request.query.session ?? null, reply.raw)) {
        throw new ControlFault('too-many', 'no more windows can follow this agent');
      }
      reply.hijack();
      await ports.announce();
    },
  );
}
