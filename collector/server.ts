import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Logger, pino } from 'pino';
import { openAccessJournal } from './access/access-journal.ts';
import { type AppPorts, createApp, type Tls } from './app.ts';
import { openFeedFiles } from './feed/feed-files.ts';
import { openPublishedPolicies } from './feed/published-policies.ts';
import { openPublishedRules } from './feed/published-rules.ts';
import { pipelineReader } from './identity/ci/pipelines.ts';
import type { CiSettings } from './identity/ci/settings.ts';
import { givenCollectorKey, openCollectorKey } from './identity/collector-key.ts';
import { ensureLocalTokens } from './identity/local-tokens.ts';
import { oidcIdentity } from './identity/oidc/identity.ts';
import type { OidcSettings } from './identity/oidc/settings.ts';
import { replaceSecretFile } from './identity/secret-file.ts';
import { AgentKeys } from './ingest/agent-keys.ts';
import { VouchedSignatures } from './ingest/vouched-signatures.ts';
import { type CollectorLimits, DEFAULT_COLLECTOR_LIMITS } from './limits.ts';
import { closeServer, listen } from './listening.ts';
import { type Lock, lock } from './lock.ts';
import { openLog } from './log/open-log.ts';
import { requireOwnLog } from './log/own-log.ts';
import { openDeliverers } from './notify/deliver/open-deliverers.ts';
import type { NotifyTarget } from './notify/deliver/target.ts';
import { followStore } from './notify/store-follower.ts';
import { createHealth } from './operate/health.ts';
import { createMetrics, timeAnswers } from './operate/metrics.ts';
import { serveMetrics } from './operate/metrics-server.ts';
import { readPageFiles } from './pages/page-files.ts';
import { HoldRoom } from './retention/hold-room.ts';
import { keepReader, type RetentionSettings } from './retention/keep.ts';
import { ownChain } from './retention/own-chain.ts';
import { RetentionJob } from './retention/retention-job.ts';
import { RevocationRoom } from './revocation/revocation-room.ts';
import { describeRecord, openIndexer } from './search/indexer.ts';
import { CollectorStartError } from './start-error.ts';
import { openStore } from './store/open-store.ts';
import type { PostgresSettings } from './store/postgres/settings.ts';
import { purgeTokens, sweepApprovals, sweepSessions } from './sweeps.ts';

export interface CollectorOptions {
  /** Holds the database, the key, the tokens and the file `url`; made when it is missing. */
  readonly directory: string;
  readonly host?: string;
  /** 0: any free one. */
  readonly port: number;
  readonly clock: () => Date;
  readonly limits?: Partial<CollectorLimits>;
  /** Nothing is logged when it is left out. */
  readonly log?: Logger;
  /** Where the built pages are; none are served when it is left out, or empty. */
  readonly pagesDirectory?: string;
  /** The folder of a published policy feed, served at /feed/; left out: none is. */
  readonly feedDirectory?: string;
  /** How it serves more than this machine; left out: by local tokens, and this machine only. */
  readonly shared?: SharedOptions;
  /** PostgreSQL, which several collectors may share; left out: SQLite, below `directory`. */
  readonly database?: PostgresSettings | null;
  /** PEM of the key that those which share a database have in common; left out: one below `directory`. */
  readonly signingKey?: Buffer | null;
  /** How long what was said is kept; left out: as the served policy says. */
  readonly retention?: RetentionSettings;
  /** Where metrics are served, in the clear; left out: nowhere. */
  readonly metrics?: { readonly host: string; readonly port: number };
}

/** Settings of a collector for more than one machine; `readSettings` makes sure that they go together. */
export interface SharedOptions {
  /** Where people and agents reach it. */
  readonly url: URL;
  readonly tls: Tls | null;
  readonly identity: OidcSettings;
  /** Which pipelines may have agents; left out: none. */
  readonly ci?: readonly CiSettings[];
  /** Who is told of approvals; left out: nobody. */
  readonly notify?: readonly NotifyTarget[];
}

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
  const { directory, clock, log = pino({ level: 'silent' }), shared, host = LOOPBACK } = options;
  const limits = Object.freeze({ ...DEFAULT_COLLECTOR_LIMITS, ...options.limits });
  const store = await openStore(directory, options.database ?? null, limits);
  const health = createHealth();
  try {
    const { signingKey = null } = options;
    const key = signingKey === null ? openCollectorKey(directory) : givenCollectorKey(signingKey);
    await requireOwnLog(store.log, key);
    const access = await openAccessJournal({ directory: join(directory, 'access'), key, clock, limits });
    if (shared === undefined) await ensureLocalTokens(directory, store.tokens);
    const { recordLog, publisher } = await openLog(join(directory, 'log'), {
      store,
      key,
      limits,
      log,
      health,
    });
    const agentKeys = new AgentKeys(limits);
    const vouched = new VouchedSignatures({
      ...{ store, keys: agentKeys, clock, limits },
      onBad: (record) => log.error(record, 'the signature of a record does not hold'),
    });
    const indexer = openIndexer({
      store,
      limits,
      checkSome: () => vouched.checkSome(),
      onDone: () => health.works('search'),
      onFault: (cause) => {
        health.failed('search');
        log.error({ err: cause }, 'records could not be made findable yet');
      },
    });
    const pages = options.pagesDirectory === undefined ? null : readPageFiles(options.pagesDirectory);
    const base = shared?.url.origin ?? '';
    const deliverers = openDeliverers(shared?.notify ?? [], { store, base, clock, limits, log });
    const revocations = await RevocationRoom.open({ store, key, clock, limits });
    const onGrown = (): void => {
      publisher.nudge();
      indexer.nudge();
    };
    const feed = feedOf(options.feedDirectory);
    const chain = ownChain(store, { key, clock });
    const keep = keepReader(options.retention ?? KEPT_FOR_GOOD, feed.feed);
    const { server, room, sessions, audit, streams, retention, publish } = createApp({
      holds: new HoldRoom({ store, chain, clock, onGrown }),
      openRetention: (onStored) =>
        new RetentionJob({
          ...{ store, chain, indexer, clock, limits, readKeep: keep, describe: describeRecord },
          onStored: (record) => {
            onGrown();
            onStored(record);
          },
          onDone: () => health.works('retention'),
          onFault: (cause) => {
            health.failed('retention');
            log.error({ err: cause }, 'what is older than it is kept could not be destroyed, and will be');
          },
        }),
      revocations,
      access,
      health,
      onApprovalChanged: () => {
        for (const deliverer of deliverers) deliverer.nudge();
      },
      store,
      key,
      recordLog,
      logDirectory: join(directory, 'log'),
      agentKeys,
      vouched,
      indexer,
      lag: async () => ({ publishedSize: publisher.published(), unindexed: await store.search.behind() }),
      onGrown,
      clock,
      limits,
      log,
      signInLog: signInLog(log),
      pages,
      publicUrl: shared?.url ?? null,
      identity:
        shared === undefined ? null : oidcIdentity({ ...shared, settings: shared.identity, clock, limits }),
      pipelineOf: pipelinesOf(shared?.ci ?? [], { clock, limits }),
      tls: shared?.tls ?? null,
      targets: () => deliverers.map((deliverer) => deliverer.standing()),
      ...feed,
    });
    const metrics = createMetrics(
      {
        records: () => recordLog.size(),
        publishedRecords: () => publisher.published(),
        unindexedRecords: () => store.search.behind(),
        pendingApprovals: () => store.approvals.countPending(),
        agents: () => store.agents.count(),
        eventStreams: () => streams.size(),
        holds: async () => (await store.retention.holds()).length,
        sweepingKeys: () => store.retention.unswept(),
        lastRetentionRun: () => (retention.lastRunAt()?.getTime() ?? 0) / 1000,
      },
      health,
    );
    timeAnswers(server, metrics);
    retention.start();
    const port = await listen(server, host, options.port);
    const metricsServer = options.metrics === undefined ? null : await serveMetrics(metrics, options.metrics);
    const url = shared?.url.origin ?? `http://${LOOPBACK}:${port}`;
    replaceSecretFile(join(directory, 'url'), `${url}\n`);
    const follower = await followStore(store, {
      publish,
      isHeard: () => streams.size() > 0,
      onFault: (cause) => log.error({ err: cause }, 'what others stored could not be read, and will be'),
      onRecords: () => {
        publisher.nudge();
        indexer.nudge();
      },
    });
    const sweep = setInterval(() => {
      if (follower !== null) {
        follower.nudge();
        // The collector that told a target may be gone.
        for (const deliverer of deliverers) deliverer.nudge();
      }
      void sweepSessions(sessions, log);
      streams.sweep(clock().getTime());
      void sweepApprovals(room, log, health);
      void purgeTokens(store, clock, log);
      void audit
        .sweep()
        .catch((cause: unknown) => log.error({ err: cause }, 'who read what could not be kept'));
    }, limits.sweepMs);
    sweep.unref();
    const watch = setInterval(() => {
      void revocations
        .refresh()
        .catch((cause: unknown) => log.error({ err: cause }, 'revocations could not be read'));
    }, limits.revocationPollMs);
    watch.unref();
    const closeAll = async (): Promise<void> => {
      try {
        await follower?.close();
        await closeServer(server, limits.closeGraceMs);
        await metricsServer?.close();
        await publisher.close();
        await retention.close();
        await indexer.close();
        for (const deliverer of deliverers) await deliverer.close();
        await audit.close();
      } finally {
        await access.close();
        await store.close();
        held.release();
      }
    };
    let closed: Promise<void> | null = null;
    return {
      url,
      port,
      servesPages: pages !== null,
      metricsPort: metricsServer?.port ?? null,
      publicKey: key.publicKey,
      close: () => {
        clearInterval(sweep);
        clearInterval(watch);
        closed ??= closeAll();
        return closed;
      },
    };
  } catch (error) {
    await store.close();
    throw error;
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
