import fastify, { type FastifyBaseLogger, type FastifyInstance } from 'fastify';
import { ApiFault, apiFailure } from './api-fault.ts';
import { ApprovalRoom } from './approval/approval-room.ts';
import { approvalRoutes } from './approval/routes.ts';
import { requireCaller } from './identity/authenticate.ts';
import type { CollectorKey } from './identity/collector-key.ts';
import { requireOwnHost } from './identity/own-origin.ts';
import { sessionRoutes, signInRoutes } from './identity/session-routes.ts';
import { SignInAttempts } from './identity/sign-in-attempts.ts';
import { WebSessions } from './identity/web-sessions.ts';
import { ingestRoutes } from './ingest/routes.ts';
import type { CollectorLimits } from './limits.ts';
import type { RecordLog } from './log/record-log.ts';
import { logRoutes } from './log/routes.ts';
import { EventStreams } from './notify/event-streams.ts';
import { eventRoutes } from './notify/routes.ts';
import type { PageFiles } from './pages/page-files.ts';
import { pageRoutes } from './pages/routes.ts';
import { SECURITY_HEADERS } from './pages/security-headers.ts';
import type { Indexer } from './search/indexer.ts';
import { searchRoutes } from './search/routes.ts';
import type { Store } from './store/store.ts';

export interface AppPorts {
  readonly store: Store;
  readonly key: CollectorKey;
  readonly recordLog: RecordLog;
  /** Where the log's files are. */
  readonly logDirectory: string;
  readonly indexer: Pick<Indexer, 'upToDate'>;
  /** Told when the log may have grown. */
  readonly onGrown: () => void;
  readonly clock: () => Date;
  readonly limits: CollectorLimits;
  readonly log: FastifyBaseLogger;
  /** Takes who signed in and out. */
  readonly signInLog: FastifyBaseLogger;
  /** Null: none are served. */
  readonly pages: PageFiles | null;
}

export interface App {
  readonly server: FastifyInstance;
  readonly room: ApprovalRoom;
  readonly sessions: WebSessions;
}

/** The rooms behind one HTTP server. It owns the event streams and ends them when it closes. */
export function createApp(ports: AppPorts): App {
  const { store, limits } = ports;
  const streams = new EventStreams(limits);
  const room = new ApprovalRoom({ ...ports, streams });
  const sessions = new WebSessions(limits, ports.clock);
  const tokens = store.tokens.all();
  const server = openServer(ports);
  server.addHook('preClose', async () => streams.close());
  server.get('/healthz', async () => ({ status: 'ok' }));
  logRoutes(server, ports.logDirectory);
  if (ports.pages !== null) pageRoutes(server, ports.pages);
  const signIn = { tokens, sessions, webSessionMs: limits.webSessionMs, log: ports.signInLog };
  signInRoutes(server, { ...signIn, attempts: new SignInAttempts(limits, ports.clock) });
  server.register(async (routes) => {
    requireCaller(routes, { tokens, sessions });
    sessionRoutes(routes, signIn);
    ingestRoutes(routes, {
      ...ports,
      onStored: (record) => streams.publish({ id: `record-${record.id}`, event: { kind: 'record', record } }),
    });
    searchRoutes(routes, { ...store, indexer: ports.indexer, limits });
    approvalRoutes(routes, room, limits);
    eventRoutes(routes, streams, room);
  });
  return { server, room, sessions };
}

function openServer({ limits, log }: AppPorts): FastifyInstance {
  const server = fastify({
    loggerInstance: log,
    bodyLimit: limits.maxBodyBytes,
    // Whoever asks during a close is answered: the store closes last.
    return503OnClosing: false,
    requestTimeout: limits.requestTimeoutMs,
    // Ajv as JSON Schema means it: Fastify's defaults would drop, fill in and convert what a caller sent.
    ajv: {
      customOptions: {
        removeAdditional: false,
        coerceTypes: false,
        useDefaults: false,
        allowUnionTypes: true,
      },
    },
  });
  server.addHook('onRequest', async (request, reply) => {
    reply.headers(SECURITY_HEADERS);
    requireOwnHost(request.headers.host);
  });
  server.setErrorHandler(async (error, request, reply) => {
    const { status, body } = apiFailure(error);
    if (status >= 500) request.log.error({ err: error }, 'the request failed');
    return reply.code(status).send(body);
  });
  server.setNotFoundHandler(async ({ method }) => {
    throw new ApiFault('not-found', `there is no such ${method} route`);
  });
  return server;
}
