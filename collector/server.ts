import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { type Logger, pino } from 'pino';
import { createApp, type Tls } from './app.ts';
import { present } from './approval/present.ts';
import { type CollectorKey, openCollectorKey } from './identity/collector-key.ts';
import { ensureLocalTokens } from './identity/local-tokens.ts';
import { oidcIdentity } from './identity/oidc/identity.ts';
import type { OidcSettings } from './identity/oidc/settings.ts';
import { replaceSecretFile } from './identity/secret-file.ts';
import { type CollectorLimits, DEFAULT_COLLECTOR_LIMITS } from './limits.ts';
import { type Lock, lock } from './lock.ts';
import { extendTree } from './log/extend.ts';
import { logSigner } from './log/log-signer.ts';
import { openPublisher, type Publisher } from './log/publisher.ts';
import { createRecordLog, type RecordLog } from './log/record-log.ts';
import { Deliverer } from './notify/deliver/deliverer.ts';
import type { ApprovalEvent } from './notify/deliver/news.ts';
import type { NotifyTarget } from './notify/deliver/target.ts';
import { readPageFiles } from './pages/page-files.ts';
import { openIndexer } from './search/indexer.ts';
import { CollectorStartError } from './start-error.ts';
import { openStore, type Store } from './store/store.ts';

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
  /** How it serves more than this machine; left out: by local tokens, and this machine only. */
  readonly shared?: SharedOptions;
}

/** Settings of a collector for more than one machine; `readSettings` makes sure that they go together. */
export interface SharedOptions {
  /** Where people and agents reach it. */
  readonly url: URL;
  readonly tls: Tls | null;
  readonly identity: OidcSettings;
  /** Who is told of approvals; left out: nobody. */
  readonly notify?: readonly NotifyTarget[];
}

export interface Collector {
  /** Where it is reached on this machine, or, where others reach it too, by everybody. */
  readonly url: string;
  readonly port: number;
  /** Whether a browser finds pages at `url`. */
  readonly servesPages: boolean;
  /** Of the key that signs its log and its approvals: SPKI DER, base64. */
  readonly publicKey: string;
  /** Ends event streams, finishes what is under way, closes the database. */
  close(): Promise<void>;
}

const LOOPBACK = '127.0.0.1';

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
  const store = openStore(directory);
  try {
    const key = openCollectorKey(directory);
    if (shared === undefined) store.transaction(() => ensureLocalTokens(directory, store.tokens));
    const { recordLog, publisher } = await openLog(join(directory, 'log'), { store, key, limits, log });
    const indexer = openIndexer({
      store,
      limits,
      onFault: (cause) => log.error({ err: cause }, 'records could not be made findable yet'),
    });
    const pages = options.pagesDirectory === undefined ? null : readPageFiles(options.pagesDirectory);
    const deliverers = openDeliverers({ store, shared, clock, limits, log });
    const { server, room, sessions } = createApp({
      onApprovalChanged: () => {
        for (const deliverer of deliverers) deliverer.nudge();
      },
      store,
      key,
      recordLog,
      logDirectory: join(directory, 'log'),
      indexer,
      onGrown: () => {
        publisher.nudge();
        indexer.nudge();
      },
      clock,
      limits,
      log,
      signInLog: signInLog(log),
      pages,
      publicUrl: shared?.url ?? null,
      identity:
        shared === undefined ? null : oidcIdentity({ ...shared, settings: shared.identity, clock, limits }),
      tls: shared?.tls ?? null,
    });
    const port = await listen(server, host, options.port);
    const url = shared?.url.origin ?? `http://${LOOPBACK}:${port}`;
    replaceSecretFile(join(directory, 'url'), `${url}\n`);
    const sweep = setInterval(() => {
      sessions.sweep();
      sweepOrLog(room, log);
    }, limits.sweepMs);
    sweep.unref();
    let closed: Promise<void> | null = null;
    return {
      url,
      port,
      servesPages: pages !== null,
      publicKey: key.publicKey,
      close: () => {
        clearInterval(sweep);
        closed ??= closeServer(server, limits.closeGraceMs)
          .then(() => publisher.close())
          .then(() => indexer.close())
          .then(async () => {
            for (const deliverer of deliverers) await deliverer.close();
          })
          .finally(() => {
            store.close();
            held.release();
          });
        return closed;
      },
    };
  } catch (error) {
    store.close();
    throw error;
  }
}

interface DeliveryParts {
  readonly store: Store;
  readonly shared: SharedOptions | undefined;
  readonly clock: () => Date;
  readonly limits: CollectorLimits;
  readonly log: Logger;
}

/** One for each target; what happened while the collector was stopped is told at once. */
function openDeliverers({ store, shared, clock, limits, log }: DeliveryParts): readonly Deliverer[] {
  if (shared === undefined) return [];
  const eventAfter = (id: number): ApprovalEvent | null => {
    const event = store.approvals.eventAfter(id);
    const row = event === null ? null : store.approvals.byId(event.approval);
    if (event === null || row === null) return null;
    return {
      id: event.id,
      at: event.at,
      change: event.change.kind,
      state: event.state,
      approval: present(row),
    };
  };
  const deliverers = (shared.notify ?? []).map(
    (target) =>
      new Deliverer(target, {
        cursors: store.notifyCursors,
        eventAfter,
        base: shared.url.origin,
        clock,
        limits,
        onFault: (name, event, err, isGivenUp) =>
          log.warn({ target: name, event, err, isGivenUp }, 'a notification did not arrive'),
      }),
  );
  for (const deliverer of deliverers) deliverer.nudge();
  return deliverers;
}

/** Who comes and goes is told at any level, unless nothing is. */
function signInLog(log: Logger): Logger {
  return log.level === 'silent' ? log : log.child({ part: 'sign-in' }, { level: 'info' });
}

interface LogParts {
  readonly store: Store;
  readonly key: CollectorKey;
  readonly limits: CollectorLimits;
  readonly log: Logger;
}

/** The log with every record in it that is stored, and its files as far as it goes. */
async function openLog(
  directory: string,
  { store, key, limits, log }: LogParts,
): Promise<{ readonly recordLog: RecordLog; readonly publisher: Publisher }> {
  const signer = logSigner(key);
  const recordLog = createRecordLog(store.log, signer);
  while (store.transaction(() => extendTree(store.log, MAX_LEAVES_AT_START)) > 0);
  const publisher = await openPublisher({
    directory,
    table: store.log,
    log: recordLog,
    key: signer,
    limits,
    onFault: (cause) => log.error({ err: cause }, 'the log could not be published, and will be tried again'),
  });
  return { recordLog, publisher };
}

/** Of records that were stored before there was a log, as many become leaves in one transaction. */
const MAX_LEAVES_AT_START = 5000;

async function listen(server: FastifyInstance, host: string, port: number): Promise<number> {
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
async function closeServer(server: FastifyInstance, graceMs: number): Promise<void> {
  const cut = setTimeout(() => server.server.closeAllConnections(), graceMs);
  try {
    await server.close();
  } finally {
    clearTimeout(cut);
  }
}

/** The next request sweeps as well, and fails where this did. */
function sweepOrLog(room: { sweep(): void }, log: Logger): void {
  try {
    room.sweep();
  } catch (error) {
    log.error({ err: error }, 'approvals could not be swept');
  }
}
