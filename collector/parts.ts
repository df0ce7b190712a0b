import { join } from 'node:path';
import { type Logger, pino } from 'pino';
import { type AccessAnchors, openAccessAnchors } from './access/access-anchors.ts';
import { type AccessJournal, openAccessJournal } from './access/access-journal.ts';
import { type CollectorKey, givenCollectorKey, openCollectorKey } from './identity/collector-key.ts';
import { ensureLocalTokens } from './identity/local-tokens.ts';
import { AgentKeys } from './ingest/agent-keys.ts';
import { VouchedSignatures } from './ingest/vouched-signatures.ts';
import type { CollectorLimits } from './limits.ts';
import { openLog } from './log/open-log.ts';
import { type OwnChain, ownChain } from './log/own-chain.ts';
import { requireOwnLog } from './log/own-log.ts';
import type { Publisher } from './log/publisher.ts';
import type { RecordLog } from './log/record-log.ts';
import type { Deliverer } from './notify/deliver/deliverer.ts';
import { openDeliverers } from './notify/deliver/open-deliverers.ts';
import { createHealth, type Health } from './operate/health.ts';
import type { CollectorOptions } from './options.ts';
import { RevocationRoom } from './revocation/revocation-room.ts';
import { type Indexer, openIndexer } from './search/indexer.ts';
import type { Store } from './store/store.ts';

/** What works behind the HTTP server, on one store. */
export interface Parts {
  readonly store: Store;
  readonly clock: () => Date;
  readonly limits: CollectorLimits;
  readonly log: Logger;
  readonly key: CollectorKey;
  readonly health: Health;
  readonly access: AccessJournal;
  /** Put its end into the log. */
  readonly anchors: AccessAnchors;
  /** What the collector says itself. */
  readonly chain: OwnChain;
  readonly recordLog: RecordLog;
  readonly publisher: Publisher;
  readonly agentKeys: AgentKeys;
  readonly vouched: VouchedSignatures;
  readonly indexer: Indexer;
  readonly deliverers: readonly Deliverer[];
  readonly revocations: RevocationRoom;
  /** To be told when the log may have grown. */
  readonly onGrown: () => void;
}

/** The caller closes them, and the store behind them. */
export async function openParts(
  options: CollectorOptions,
  { store, limits }: Pick<Parts, 'store' | 'limits'>,
): Promise<Parts> {
  const { directory, clock, shared, signingKey = null, log = pino({ level: 'silent' }) } = options;
  const key = signingKey === null ? openCollectorKey(directory) : givenCollectorKey(signingKey);
  await requireOwnLog(store.log, key);
  const access = await openAccessJournal({ directory: join(directory, 'access'), key, clock, limits });
  if (shared === undefined) await ensureLocalTokens(directory, store.tokens);
  const common = { store, key, clock, limits, log, health: createHealth() };
  const { recordLog, publisher } = await openLog(join(directory, 'log'), common);
  const agentKeys = new AgentKeys(limits);
  const vouched = new VouchedSignatures({
    ...common,
    keys: agentKeys,
    onBad: (record) => log.error(record, 'the signature of a record does not hold'),
  });
  const indexer = await startIndexer(vouched, common);
  const base = shared?.url.origin ?? '';
  const chain = ownChain(store, { key, clock });
  const onGrown = (): void => {
    publisher.nudge();
    indexer.nudge();
  };
  const anchors = await startAnchors(access, { ...common, chain, onGrown });
  return {
    ...common,
    ...{ access, anchors, chain, onGrown, recordLog, publisher, agentKeys, vouched, indexer },
    deliverers: openDeliverers(shared?.notify ?? [], { ...common, base }),
    revocations: await RevocationRoom.open(common),
  };
}

async function startAnchors(
  journal: AccessJournal,
  { log, ...ports }: Pick<Parts, 'store' | 'limits' | 'log' | 'chain' | 'onGrown'>,
): Promise<AccessAnchors> {
  try {
    const anchors = await openAccessAnchors({
      ...{ ...ports, journal },
      onFault: (cause) => log.error({ err: cause }, 'the access journal could not be put into the log yet'),
    });
    anchors.start();
    return anchors;
  } catch (error) {
    await journal.close();
    throw error;
  }
}

async function startIndexer(
  vouched: VouchedSignatures,
  { store, limits, log, health }: Pick<Parts, 'store' | 'limits' | 'log' | 'health'>,
): Promise<Indexer> {
  const records = await store.search.behind();
  if (records > limits.maxQuietLag) {
    log.warn({ records }, 'records are made findable; until then searches of what they say are refused');
  }
  return openIndexer({
    store,
    limits,
    checkSome: () => vouched.checkSome(),
    onDone: () => health.works('search'),
    onFault: (cause) => {
      health.failed('search');
      log.error({ err: cause }, 'records could not be made findable yet');
    },
  });
}
