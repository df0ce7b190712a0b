import fastify, { type FastifyBaseLogger, type FastifyInstance } from 'fastify';
import type { NotifyTargetView } from '../protocol/configuration.ts';
import { AccessAudit } from './access/access-audit.ts';
import type { AccessJournal } from './access/access-journal.ts';
import { auditReads } from './access/audited-reads.ts';
import { accessRoutes } from './access/routes.ts';
import { ApiFault, apiFailure } from './api-fault.ts';
import { ApprovalRoom } from './approval/approval-room.ts';
import { approvalRoutes } from './approval/routes.ts';
import { configurationRoutes } from './configuration/routes.ts';
import { dryRunRoutes } from './dry-run/routes.ts';
import type { FeedFiles } from './feed/feed-files.ts';
import { watchFeed } from './feed/feed-watch.ts';
import type { PublishedPolicies } from './feed/published-policies.ts';
import type { CheckPublished } from './feed/published-rules.ts';
import { feedRoutes, hintAtFeed } from './feed/routes.ts';
import { agentTokenRoutes, GATEWAYS, PEOPLE_AND_GATEWAYS, signOutRoutes } from './identity/agent-tokens.ts';
import { type KnownCallers, requireCaller } from './identity/authenticate.ts';
import type { Caller } from './identity/caller.ts';
import type { KnownPipeline } from './identity/ci/pipelines.ts';
import { ciTokenRoutes } from './identity/ci/routes.ts';
import type { CollectorKey } from './identity/collector-key.ts';
import { cookie } from './identity/cookie.ts';
import { knownTokens } from './identity/known-tokens.ts';
import type { OidcIdentity } from './identity/oidc/identity.ts';
import { loginRoutes } from './identity/oidc/login-routes.ts';
import { Logins } from './identity/oidc/logins.ts';
import { stepUps } from './identity/oidc/step-up.ts';
import { stepUpQuestionRoute, stepUpRoutes } from './identity/oidc/step-up-routes.ts';
import { type OwnOrigin, ownOrigin } from './identity/own-origin.ts';
import { sessionOpener } from './identity/session-opener.ts';
import { callerRoutes, sessionRoutes, signInRoutes } from './identity/session-routes.ts';
import { SignInAttempts } from './identity/sign-in-attempts.ts';
import { WebSessions } from './identity/web-sessions.ts';
import type { IngestPorts } from './ingest/accept-records.ts';
import { ingestRoutes } from './ingest/routes.ts';
import type { CollectorLimits } from './limits.ts';
import type { RecordLog } from './log/record-log.ts';
import { logRoutes } from './log/routes.ts';
import { type LogViewPorts, logViewRoute } from './log/view-route.ts';
import { EventStreams, type Notice } from './notify/event-streams.ts';
import { eventRoutes } from './notify/routes.ts';
import { openApiRoute } from './openapi/route.ts';
import type { Health } from './operate/health.ts';
import { healthRoutes } from './operate/routes.ts';
import { overviewRoutes } from './overview/routes.ts';
import type { PageFiles } from './pages/page-files.ts';
import { pageRoutes } from './pages/routes.ts';
import { SECURITY_HEADERS } from './pages/security-headers.ts';
import { destroyBeforeReading } from './retention/before-reading.ts';
import type { HoldRoom } from './retention/hold-room.ts';
import type { RetentionJob } from './retention/retention-job.ts';
import { retentionRoutes } from './retention/routes.ts';
import type { RevocationRoom } from './revocation/revocation-room.ts';
import { revocationRoutes } from './revocation/routes.ts';
import type { Indexer } from './search/indexer.ts';
import { searchRoutes } from './search/routes.ts';
import type { Store } from './store/store.ts';

export interface AppPorts {
  readonly health: Health;
  readonly store: Store;
  readonly key: CollectorKey;
  readonly recordLog: RecordLog;
  /** Where the log's files are. */
  readonly logDirectory: string;
  readonly agentKeys: IngestPorts['keys'];
  readonly vouched: IngestPorts['vouched'];
  readonly indexer: Pick<Indexer, 'upToDate'>;
  readonly lag: LogViewPorts['lag'];
  /** Told when the log may have grown. */
  readonly onGrown: () => void;
  /** Told when something happened to an approval. */
  readonly onApprovalChanged: () => void;
  readonly clock: () => Date;
  readonly limits: CollectorLimits;
  readonly log: FastifyBaseLogger;
  /** Takes who signed in and out, and who read what, for good. */
  readonly access: AccessJournal;
  /** Takes who signed in and out. */
  readonly signInLog: FastifyBaseLogger;
  readonly revocations: RevocationRoom;
  /** Made with what tells live pages of a record. */
  readonly openRetention: (onStored: IngestPorts['onStored']) => RetentionJob;
  readonly holds: HoldRoom;
  /** Null: none are served. */
  readonly pages: PageFiles | null;
  /** Where browsers reach it besides loopback. */
  readonly publicUrl: URL | null;
  /** Null: people come with tokens of the collector's own. */
  readonly identity: OidcIdentity | null;
  /** Whose token of a pipeline it is; null: no pipeline is trusted. */
  readonly pipelineOf: ((token: string) => Promise<KnownPipeline>) | null;
  /** Certificate and key, in PEM form; null: served in the clear. */
  readonly tls: Tls | null;
  /** Who is told of approvals, and how that goes. */
  readonly targets: () => readonly NotifyTargetView[];
  /** The policy feed that is served; null: none is. */
  readonly feed: FeedFiles | null;
  /** Those of the feed; null where there is none. */
  readonly policies: PublishedPolicies | null;
  /** Where there is no feed, every ask is one of a policy. */
  readonly checkPublished: CheckPublished;
}

export interface Tls {
  readonly cert: Buffer;
  readonly key: Buffer;
}

export interface App {
  readonly server: FastifyInstance;
  readonly room: ApprovalRoom;
  readonly sessions: WebSessions;
  readonly audit: AccessAudit;
  readonly streams: Pick<EventStreams, 'size' | 'sweep'>;
  readonly retention: RetentionJob;
  /** Tells everybody who may see it. */
  readonly publish: (notice: Notice) => void;
}

/** What is behind the routes. */
type Rooms = Omit<App, 'server' | 'streams'> & {
  readonly streams: EventStreams;
  readonly onStored: IngestPorts['onStored'];
};

/** The rooms behind one HTTP server. It owns the event streams and ends them when it closes. */
export function createApp(ports: AppPorts): App {
  const { store, limits, clock, identity, revocations } = ports;
  const rooms = openRooms(ports);
  endWhatIsRevoked(ports, rooms);
  const { streams, sessions } = rooms;
  const origin = ownOrigin(ports.publicUrl);
  const server = openServer(ports, origin);
  server.addHook('preClose', async () => {
    revocations.close();
    streams.close();
  });
  openApiRoute(server);
  healthRoutes(server, ports);
  logRoutes(server, ports.logDirectory);
  if (ports.pages !== null) pageRoutes(server, ports.pages);
  if (ports.feed !== null) serveFeed(server, ports.feed, { streams, everyMs: limits.sweepMs });
  const known: KnownCallers = {
    callerWithToken: knownTokens({ tokens: store.tokens, clock, takesLocal: identity === null }),
    callerWithAccessToken: identity?.callerWithAccessToken ?? null,
    sessions,
    cookie: cookie({ name: 'countersign', path: '/v1', sameSite: 'Strict', isSecure: origin.isSecure }),
    origin,
    isRevoked: (caller) => revocations.isRevoked(caller),
  };
  signInWays(server, { ...ports, audit: rooms.audit }, known);
  const programs = identity?.programs ?? null;
  const steps = programs === null ? null : stepUps({ ...programs, passes: store.passes, clock, limits });
  if (steps !== null) stepUpQuestionRoute(server, steps);
  const { pipelineOf } = ports;
  if (pipelineOf !== null) ciTokenRoutes(server, { pipelineOf, tokens: store.tokens, clock, limits });
  server.register(async (routes) => routesOfCallers(routes, ports, { ...rooms, known, steps }));
  return { ...rooms, server };
}

function openRooms(ports: AppPorts): Rooms {
  const { store, limits, clock } = ports;
  const streams = new EventStreams(limits);
  const publish = (notice: Notice): void => {
    streams.publish(notice);
    if (notice.event.kind === 'approval') ports.onApprovalChanged();
  };
  // Where collectors share a database, what was stored is told by what each of them reads of it.
  const own = store.watch === null ? publish : () => {};
  const onStored: IngestPorts['onStored'] = (record) => {
    if (store.watch === null)
      streams.publish({ id: `record-${record.id}`, event: { kind: 'record', record } });
  };
  const retention = ports.openRetention(onStored);
  const room = new ApprovalRoom({ ...ports, streams: { publish: own } });
  const sessions = new WebSessions({ passes: store.passes, limits, clock });
  const audit = new AccessAudit({ journal: ports.access, clock, limits });
  return { streams, publish, onStored, retention, room, sessions, audit };
}

function endWhatIsRevoked(
  { revocations, log }: AppPorts,
  { sessions, streams }: Pick<Rooms, 'sessions' | 'streams'>,
): void {
  revocations.onChange(() => {
    const isRevoked = (caller: Caller): boolean => revocations.isRevokedSubject(caller);
    sessions
      .closeAll(isRevoked)
      .catch((cause: unknown) => log.error({ err: cause }, 'sessions could not be ended'));
    streams.closeAll(isRevoked);
  });
}

type Behind = Rooms & {
  readonly known: KnownCallers;
  readonly steps: ReturnType<typeof stepUps> | null;
};

/** What is only for callers that are known, each route for its roles. */
function routesOfCallers(routes: FastifyInstance, ports: AppPorts, behind: Behind): void {
  const { store, limits, clock, identity, revocations } = ports;
  const { known, steps, streams, onStored, retention, room, sessions, audit } = behind;
  requireCaller(routes, known);
  destroyBeforeReading(routes, retention);
  auditReads(routes, audit);
  if (ports.feed !== null) hintAtFeed(routes, ports.feed);
  sessionRoutes(routes, { ...known, log: ports.signInLog, audit });
  callerRoutes(routes);
  if (steps !== null) stepUpRoutes(routes, { ...ports, stepUps: steps, sessions, audit });
  agentTokenRoutes(routes, {
    tokens: store.tokens,
    ...{ clock, limits, roles: identity === null ? GATEWAYS : PEOPLE_AND_GATEWAYS },
  });
  signOutRoutes(routes, { tokens: store.tokens, clock });
  ingestRoutes(routes, { ...ports, keys: ports.agentKeys, onStored });
  accessRoutes(routes, { journal: ports.access, limits });
  logViewRoute(routes, ports);
  searchRoutes(routes, { ...store, indexer: ports.indexer, limits });
  configurationRoutes(routes, {
    ...ports,
    isEncrypted: ports.tls !== null,
    provider: identity?.name ?? null,
    tokens: store.tokens,
  });
  overviewRoutes(routes, { store, clock, limits });
  dryRunRoutes(routes, { policies: ports.policies, records: store.records, clock, limits });
  approvalRoutes(routes, { room, limits, checkPublished: ports.checkPublished });
  eventRoutes(routes, { streams, room, sessions });
  revocationRoutes(routes, { revocations, room, log: ports.signInLog });
  retentionRoutes(routes, { retention, holds: ports.holds, log: ports.signInLog });
}

function serveFeed(
  server: FastifyInstance,
  feed: FeedFiles,
  { streams, everyMs }: { readonly streams: EventStreams; readonly everyMs: number },
): void {
  feedRoutes(server, feed);
  const stop = watchFeed(feed, streams, everyMs);
  server.addHook('onClose', async () => stop());
}

/** How people get a session of the pages. */
function signInWays(
  server: FastifyInstance,
  ports: AppPorts & Pick<App, 'audit'>,
  known: KnownCallers,
): void {
  const { identity, limits, clock, signInLog: log, audit } = ports;
  const openSession = sessionOpener({ ...known, webSessionMs: limits.webSessionMs, log, audit });
  const ways =
    identity === null
      ? ({ way: 'token', provider: null, native: null } as const)
      : ({ way: 'provider', provider: identity.name, native: identity.native } as const);
  const attempts = new SignInAttempts(limits, clock);
  signInRoutes(server, { ...known, ways, openSession, attempts, log, audit });
  if (identity === null) return;
  const { isSecure } = known.origin;
  loginRoutes(server, {
    provider: identity.provider,
    callerOf: identity.callerOfClaims,
    logins: new Logins({ passes: ports.store.passes, limits, clock }),
    ticketCookie: cookie({ name: 'countersign-login', path: '/v1/login', sameSite: 'Lax', isSecure }),
    origin: known.origin,
    openSession,
    limits,
    log,
    audit,
  });
}

function openServer({ limits, log, tls }: AppPorts, origin: OwnOrigin): FastifyInstance {
  const server = fastify({
    ...(tls === null ? {} : { https: { ...tls, minVersion: 'TLSv1.2' as const } }),
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
    origin.requireHost(request.headers.host);
  });
  server.setErrorHandler(async (error, request, reply) => {
    const { status, body, retryAfterS } = apiFailure(error);
    if (retryAfterS !== null) reply.header('retry-after', String(retryAfterS));
    // That was told at the start, and comes again with each search.
    const isKnown = body.error.code === 'indexing';
    if (status >= 500 && !isKnown) request.log.error({ err: error }, 'the request failed');
    return reply.code(status).send(body);
  });
  server.setNotFoundHandler(async ({ method }) => {
    throw new ApiFault('not-found', `there is no such ${method} route`);
  });
  return server;
}
