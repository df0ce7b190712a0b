import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Logger } from 'pino';
import { type App, type AppPorts, createApp } from './app.ts';
import { openFeedFiles } from './feed/feed-files.ts';
import { openPublishedPolicies } from './feed/published-policies.ts';
import { openPublishedRules } from './feed/published-rules.ts';
import { pipelineReader } from './identity/ci/pipelines.ts';
import type { CiSettings } from './identity/ci/settings.ts';
import { oidcIdentity } from './identity/oidc/identity.ts';
import { replaceSecretFile } from './identity/secret-file.ts';
import { type CollectorLimits, DEFAULT_COLLECTOR_LIMITS } from './limits.ts';
import { closeServer, listen } from './listening.ts';
import { type Lock, lock } from './lock.ts';
import { type Following, followStore } from './notify/store-follower.ts';
import { type Counts, createMetrics, timeAnswers } from './operate/metrics.ts';
import { type MetricsServer, serveMetrics } from './operate/metrics-server.ts';
import type { CollectorOptions } from './options.ts';
import { readPageFiles } from './pages/page-files.ts';
import { openParts, type Parts } from './parts.ts';
import { HoldRoom } from './retention/hold-room.ts';
import { keepReader, type RetentionSettings } from './retention/keep.ts';
import { RetentionJob, type RetentionPorts } from './retention/retention-job.ts';
import { describeRecord } from './search/indexer.ts';
import { CollectorStartError } from './start-error.ts';
import { openStore } from './store/open-store.ts';
import { startSweeps } from './sweeps.ts';

export interface Collector {
  /** Where it is reached on this machine, or, where others reach it too, by everybody. */
  readonly url: string;
  readonly port: number;
  /** Whether a browser finds pages at `url`. */
  readonly servesPages: boolean;
  /** Null: none are served. */
  readonly metricsPort: number | null;
  /** Of the key that signs its log and its approvals: SPKI DER, base64. */
  readonly publicKey: string;
  /** Ends event streams, finishes what is under way, closes the database. */
  close(): Promise<void>;
}

const LOOPBACK = '127.0.0.1';
const KEPT_FOR_GOOD: RetentionSettings = { prompt: null, answer: null, review: null };

/**
 * Starts the collector. Without `shared` it has local tokens: these are worth nothing outside this machine and are
 * sent in the clear, so any address but loopback is refused. Throws CollectorStartError.
 */
export async function startCollector(options: CollectorOptions): Promise<Collector> {
  const { directory, host = LOOPBACK, shared } = options;
  if (host !== LOOPBACK && shared === undefined) {
    throw new CollectorStartError('not-loopback', `the host is ${host}, expected ${LOOPBACK}`, {
      hint: 'a collector with local tokens serves this machine only',
    });
  }
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const held = lock(join(directory, 'lock'));
  try {
    return await startLocked(options, held);
  } catch (error) {
    held.release();
    throw error;
  }
}

async function startLocked(options: CollectorOptions, held: Lock): Promise<Collector> {
  const limits = Object.freeze({ ...DEFAULT_COLLECTOR_LIMITS, ...options.limits });
  const store = await openStore(options.directory, options.database ?? null, limits);
  try {
    return await serve(options, await openParts(options, { store, limits }), held);
  } catch (error) {
    await store.close();
    throw error;
  }
}

async function serve(options: CollectorOptions, parts: Parts, held: Lock): Promise<Collector> {
  const { directory, shared, host = LOOPBACK } = options;
  const ports = appPorts(options, parts);
  const app = createApp(ports);
  const metrics = createMetrics(countsOf(parts, app), parts.health);
  timeAnswers(app.server, metrics);
  app.retention.start();
  const port = await listen(app.server, host, options.port);
  const metricsServer = options.metrics === undefined ? null : await serveMetrics(metrics, options.metrics);
  const url = shared?.url.origin ?? `http://${LOOPBACK}:${port}`;
  replaceSecretFile(join(directory, 'url'), `${url}\n`);
  const follower = await followOthers(parts, app);
  const stopSweeps = startSweeps({ ...parts, ...app, follower });
  const closing = { ...parts, ...app, follower, metricsServer, held };
  let closed: Promise<void> | null = null;
  return {
    url,
    port,
    servesPages: ports.pages !== null,
    metricsPort: metricsServer?.port ?? null,
    publicKey: parts.key.publicKey,
    close: () => {
      stopSweeps();
      closed ??= closeAll(closing);
      return closed;
    },
  };
}

function appPorts(options: CollectorOptions, parts: Parts): AppPorts {
  const { directory, shared, pagesDirectory } = options;
  const { store, chain, clock, limits, log, publisher, deliverers, onGrown } = parts;
  const feed = feedOf(options.feedDirectory);
  const readKeep = keepReader(options.retention ?? KEPT_FOR_GOOD, feed.feed);
  return {
    ...parts,
    ...feed,
    holds: new HoldRoom({ store, chain, clock, onGrown }),
    openRetention: (onStored) => retentionJob({ ...parts, readKeep }, onStored),
    onApprovalChanged: () => {
      for (const deliverer of deliverers) deliverer.nudge();
    },
    logDirectory: join(directory, 'log'),
    lag: async () => ({ publishedSize: publisher.published(), unindexed: await store.search.behind() }),
    signInLog: signInLog(log),
    pages: pagesDirectory === undefined ? null : readPageFiles(pagesDirectory),
    publicUrl: shared?.url ?? null,
    identity:
      shared === undefined ? null : oidcIdentity({ ...shared, settings: shared.identity, clock, limits }),
    pipelineOf: pipelinesOf(shared?.ci ?? [], { clock, limits }),
    tls: shared?.tls ?? null,
    targets: () => deliverers.map((deliverer) => deliverer.standing()),
  };
}

function retentionJob(
  { health, log, onGrown, ...parts }: Parts & Pick<RetentionPorts, 'readKeep'>,
  onStored: RetentionPorts['onStored'],
): RetentionJob {
  return new RetentionJob({
    ...parts,
    describe: describeRecord,
    onStored: (record) => {
      onGrown();
      onStored(record);
    },
    onDone: () => health.works('retention'),
    onFault: (cause) => {
      health.failed('retention');
      log.error({ err: cause }, 'what is older than it is kept could not be destroyed, and will be');
    },
  });
}

function countsOf({ store, recordLog, publisher }: Parts, { streams, retention }: App): Counts {
  return {
    records: () => recordLog.size(),
    publishedRecords: () => publisher.published(),
    unindexedRecords: () => store.search.behind(),
    pendingApprovals: () => store.approvals.countPending(),
    agents: () => store.agents.count(),
    eventStreams: () => streams.size(),
    holds: async () => (await store.retention.holds()).length,
    sweepingKeys: () => store.retention.unswept(),
    lastRetentionRun: () => (retention.lastRunAt()?.getTime() ?? 0) / 1000,
  };
}

/** Null where no other collector stores anything here. */
function followOthers({ store, log, onGrown }: Parts, { publish, streams }: App): Promise<Following | null> {
  return followStore(store, {
    publish,
    isHeard: () => streams.size() > 0,
    onFault: (cause) => log.error({ err: cause }, 'what others stored could not be read, and will be'),
    onRecords: onGrown,
  });
}

interface Closing extends Parts, App {
  readonly follower: Following | null;
  readonly metricsServer: MetricsServer | null;
  readonly held: Lock;
}

/** Whoever still asks is answered first; the store closes last. */
async function closeAll(parts: Closing): Promise<void> {
  const { follower, server, limits, metricsServer, deliverers } = parts;
  try {
    await follower?.close();
    await closeServer(server, limits.closeGraceMs);
    await metricsServer?.close();
    await parts.publisher.close();
    await parts.retention.close();
    await parts.anchors.close();
    await parts.indexer.close();
    for (const deliverer of deliverers) await deliverer.close();
    await parts.audit.close();
  } finally {
    await parts.access.close();
    await parts.store.close();
    parts.held.release();
  }
}

function pipelinesOf(
  trusts: readonly CiSettings[],
  ports: { readonly clock: () => Date; readonly limits: CollectorLimits },
): AppPorts['pipelineOf'] {
  return trusts.length === 0 ? null : pipelineReader({ trusts, ...ports });
}

function feedOf(directory: string | undefined): Pick<AppPorts, 'feed' | 'policies' | 'checkPublished'> {
  if (directory === undefined) return { feed: null, policies: null, checkPublished: async () => {} };
  const policies = openPublishedPolicies(directory);
  return { feed: openFeedFiles(directory), policies, checkPublished: openPublishedRules(policies) };
}

/** Who comes and goes is told at any level, unless nothing is. */
function signInLog(log: Logger): Logger {
  return log.level === 'silent' ? log : log.child({ part: 'sign-in' }, { level: 'info' });
}
