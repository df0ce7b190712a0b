import type { FastifyInstance } from 'fastify';
import type { TokenRenewal } from '../../protocol/control.ts';
import { closed } from '../../protocol/schema.ts';
import { ControlFault } from './control-fault.ts';
import type { Windows } from './windows.ts';

/** What editor windows need of the agent's life. */
export interface EditorPorts {
  readonly windows: Windows;
  /** Tells all windows what the agent's state is. */
  announce(): Promise<void>;
  stop(): void;
  /** Goes on with another token of the person it works for. Throws ControlFault. */
  renewToken(token: string): Promise<void>;
}

interface EventsQuery {
  readonly session?: string;
  readonly editor?: string;
  readonly pid?: string;
}

const SESSION_QUERY = {
  type: 'object',
  additionalProperties: false,
  properties: {
    session: { type: 'string', pattern: '^[A-Za-z0-9_-]{1,64}$' },
    editor: { type: 'string', pattern: '^[A-Za-z0-9_-]{1,64}$' },
    pid: { type: 'string', pattern: '^[1-9][0-9]{0,9}$' },
  },
  dependencies: { editor: ['pid'], pid: ['editor'] },
} as const;

const TOKEN_RENEWAL = closed({ token: { type: 'string', pattern: '^[A-Za-z0-9_-]{20,200}$' } });

export function editorRoutes(app: FastifyInstance, ports: EditorPorts): void {
  app.post('/v1/stop', async (_request, reply) => {
    // The answer is out before the socket that carries it is closed.
    setImmediate(() => ports.stop());
    return reply.code(204).send();
  });
  app.put<{ Body: TokenRenewal }>(
    '/v1/collector-token',
    { schema: { body: TOKEN_RENEWAL } },
    async (request, reply) => {
      await ports.renewToken(request.body.token);
      return reply.code(204).send();
    },
  );
  app.get<{ Querystring: EventsQuery }>(
    '/v1/events',
    { schema: { querystring: SESSION_QUERY } },
    async (request, reply) => {
      const { session = null, editor, pid } = request.query;
      const of = editor === undefined ? null : { id: editor, pid: Number(pid) };
      if (!ports.windows.open(session, reply.raw, of)) {
        throw new ControlFault('too-many', 'no more windows can follow this agent');
      }
      reply.hijack();
      await ports.announce();
    },
  );
}
