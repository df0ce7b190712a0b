import { randomUUID } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { StoredRecord } from '../../protocol/collector-api.ts';
import { destroyedJson, type KeptSide, type RetentionView } from '../../protocol/retention.ts';
import type { CollectorLimits } from '../limits.ts';
import type { Indexer } from '../search/indexer.ts';
import { DAY_MS } from '../store/content-seal.ts';
import type { DueKey } from '../store/retention.ts';
import type { Describe } from '../store/search.ts';
import type { Store } from '../store/store.ts';
import { keptFrom, type ReadKeep } from './keep.ts';
import type { OwnChain, OwnEntry } from './own-chain.ts';

interface RetentionPorts {
  readonly store: Pick<Store, 'retention' | 'watch'>;
  readonly chain: OwnChain;
  readonly readKeep: ReadKeep;
  /** A hold of a user or a repository is known by what records are found by. */
  readonly indexer: Pick<Indexer, 'upToDate'>;
  readonly describe: Describe;
  readonly clock: () => Date;
  readonly limits: Pick<CollectorLimits, 'maxDestroyedAtOnce' | 'maxSweptAtOnce' | 'retentionLeaseMs'>;
  /** Told of every record that says what was destroyed, once it is. */
  readonly onStored: (record: StoredRecord) => void;
  readonly onDone: () => void;
  readonly onFault: (cause: unknown) => void;
}

/**
 * Destroys what is older than what is kept, a little at a time. Whatever stops it, the next run of any collector goes on
 * from what is stored: a key is destroyed together with the record that says so, and what it left is swept after.
 */
export class RetentionJob {
  readonly #ports: RetentionPorts;
  readonly #holder: string;
  readonly #end = new AbortController();
  #running: Promise<void> | null = null;
  #lastRunAt: Date | null = null;

  constructor(ports: RetentionPorts) {
    this.#ports = ports;
    // Nobody else opens a database that tells nobody of changes: what was left behind there is this one's to go on with.
    this.#holder = ports.store.watch === null ? 'the only one' : randomUUID();
  }

  /** Does what is due, unless it is being done, here or by another collector. Never rejects. */
  run(): Promise<void> {
    const { onDone, onFault } = this.#ports;
    this.#running ??= this.#run()
      .then(onDone, onFault)
      .finally(() => {
        this.#running = null;
      });
    return this.#running;
  }

  lastRunAt(): Date | null {
    return this.#lastRunAt;
  }

  /** What the next run would do, and how the last one ended. */
  async view(): Promise<RetentionView> {
    const { store, readKeep, indexer, clock } = this.#ports;
    await indexer.upToDate();
    const keep = await readKeep();
    const due = await store.retention.due(keptFrom(keep, clock()));
    return {
      keep,
      due: due.map(({ kind: side, isHeld, sessions, records }) => ({ side, isHeld, sessions, records })),
      sweeping: await store.retention.unswept(),
      lastRunAt: this.#lastRunAt?.toISOString() ?? null,
    };
  }

  /** Leaves the rest to the next start. */
  async close(): Promise<void> {
    this.#end.abort();
    await this.#running;
  }

  async #run(): Promise<void> {
    const { store, indexer, chain, clock, readKeep } = this.#ports;
    if (!(await this.#goesOn())) return;
    await indexer.upToDate();
    const keep = await readKeep();
    const due = await store.retention.due(keptFrom(keep, clock()));
    if (due.some(({ isHeld }) => !isHeld)) {
      await chain.open();
      while ((await this.#goesOn()) && (await this.#destroySome(keep))) await nextTurn();
    }
    while ((await this.#goesOn()) && (await this.#sweepSome())) await nextTurn();
    if ((await this.#goesOn()) && (await store.retention.unswept()) > 0) await store.retention.compact();
    this.#lastRunAt = clock();
  }

  /** Holds the lease for as long as the next step takes. */
  async #goesOn(): Promise<boolean> {
    const { store, limits } = this.#ports;
    return !this.#end.signal.aborted && store.retention.lease(this.#holder, limits.retentionLeaseMs);
  }

  async #destroySome(keep: readonly KeptSide[]): Promise<boolean> {
    const { store, chain, clock, limits, onStored } = this.#ports;
    const from = keptFrom(keep, clock());
    const request = { agent: chain.agent, keptFrom: from, limit: limits.maxDestroyedAtOnce };
    const told = await store.retention.destroyNext(request, (head, keys) =>
      chain.tell(head, entriesOf(keys, keep)),
    );
    for (const record of told) onStored(record);
    return told.length > 0;
  }

  async #sweepSome(): Promise<boolean> {
    const { store, describe, limits } = this.#ports;
    return (await store.retention.sweepNext(limits.maxSweptAtOnce, describe)) > 0;
  }
}

/** One record a session, and a source. */
function entriesOf(keys: readonly DueKey[], keep: readonly KeptSide[]): readonly OwnEntry[] {
  const groups = new Map<string, DueKey[]>();
  const sourceOf = ({ kind }: DueKey): 'settings' | 'policy' =>
    keep.find(({ side }) => side === kind)?.source ?? 'settings';
  for (const key of keys) {
    const name = JSON.stringify([key.agent, key.session, sourceOf(key)]);
    groups.set(name, [...(groups.get(name) ?? []), key]);
  }
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    return first === undefined ? [] : [entryOf(first, group, sourceOf(first))];
  });
}

function entryOf(
  { agent, session }: DueKey,
  group: readonly DueKey[],
  source: 'settings' | 'policy',
): OwnEntry {
  const contents = group.map(({ kind: side, day }) => ({ side, day: dayName(day) }));
  const records = group.reduce((sum, key) => sum + key.records, 0);
  const detail = destroyedJson({ of: agent, contents, records, reason: 'retention', source });
  return { event: 'content.destroyed', session: session === '' ? null : session, detail };
}

function dayName(day: number): string {
  return new Date(day * DAY_MS).toISOString().slice(0, 10);
}
