import { chmod, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import Fastify, { type FastifyError, type FastifyInstance } from 'fastify';
import type { AgentStatus, ControlError, SessionAsk, SessionGrant } from '../../protocol/control.ts';
import type { StepUpChallenge } from '../../protocol/step-up.ts';
import { SessionError } from '../identity/sessions.ts';
import { ControlFault, FAULT_STATUS } from './control-fault.ts';
import { type EditorPorts, editorRoutes } from './editor-routes.ts';
import type { PanelDesk } from './panel-desk.ts';
import { panelRoutes } from './panel-routes.ts';
import { SESSION_ASK } from './session-ask.ts';

export interface ControlPorts extends EditorPorts {
  readonly panel: PanelDesk;
  status(): Promise<AgentStatus>;
  openSession(ask: SessionAsk): Promise<SessionGrant>;
  closeSession(id: string): Promise<void>;
  challenge(): StepUpChallenge;
}

export interface ControlServer {
  close(): Promise<void>;
}

/**
 * Serves the control API at `socketPath`, which lies in a folder that only this user can enter. A socket left
 * behind by an agent that was killed is replaced; one that answers belongs to a running agent and is not.
 */
export async function serveControl(socketPath: string, ports: ControlPorts): Promise<ControlServer> {
  if (await answers(socketPath)) throw new Error(`another agent is running at ${socketPath}`);
  const isFile = !socketPath.startsWith('\\\\.\\pipe\\');
  if (isFile) await rm(socketPath, { force: true });
  const app = Fastify({
    logger: false,
    bodyLimit: 64 * 1024,
    ajv: {
      customOptions: {
        removeAdditional: false,
        coerceTypes: false,
        useDefaults: false,
        allowUnionTypes: true,
      },
    },
  });
  addRoutes(app, ports);
  await app.listen({ path: socketPath });
  // The rights of a pipe are its maker's.
  if (isFile) await chmod(socketPath, 0o600);
  return { close: () => app.close() };
}

function addRoutes(app: FastifyInstance, ports: ControlPorts): void {
  app.get('/v1/status', () => ports.status());
  app.post<{ Body: SessionAsk }>('/v1/sessions', { schema: { body: SESSION_ASK } }, (request) =>
    ports.openSession(request.body),
  );
  app.post('/v1/step-ups', async () => ports.challenge());
  app.delete<{ Params: { id: string } }>('/v1/sessions/:id', async (request, reply) => {
    await ports.closeSession(request.params.id);
    return reply.code(204).send();
  });
  panelRoutes(app, ports.panel);
  editorRoutes(app, ports);
  app.setErrorHandler((error: FastifyError, _request, reply) => {
    const { status, body } = errorOf(error);
    return reply.code(status).send(body);
  });
}

function errorOf(error: FastifyError): { readonly status: number; readonly body: ControlError } {
  if (error instanceof SessionError)
    return { status: 409, body: { error: { code: error.code, message: error.message } } };
  if (error instanceof ControlFault)
    return {
      status: FAULT_STATUS[error.code],
      body: { error: { code: error.code, message: error.message } },
    };
  if (error.validation !== undefined)
    return { status: 400, body: { error: { code: 'invalid', message: error.message } } };
  return {
    status: 500,
    body: { error: { code: 'internal', message: 'the agent could not do this; its log has the cause' } },
  };
}

function answers(socketPath: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(socketPath);
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
