import { randomUUID } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { StoredRecord } from '../../protocol/collector-api.ts';
import {
  type DueContent,
  destroyedJson,
  type KeptKind,
  type KeptSide,
  type RetentionView,
  reviewDestroyedJson,
} from '../../protocol/retention.ts';
import { ApiFault } from '../api-fault.ts';
import type { CollectorLimits } from '../limits.ts';
import type { OwnChain, OwnEntry } from '../log/own-chain.ts';
import { DAY_MS } from '../store/content-seal.ts';
import type { DueKey } from '../store/retention.ts';
import type { DueReview } from '../store/review-retention.ts';
import type { Describe } from '../store/search.ts';
import type { Store } from '../store/store.ts';
import { firstDayKept, keptFrom, type ReadKeep } from './keep.ts';

export interface RetentionPorts {
  readonly store: Pick<Store, 'retention' | 'reviewRetention' | 'watch'>;
  readonly chain: OwnChain;
  readonly readKeep: ReadKeep;
  readonly describe: Describe;
  readonly clock: () => Date;
  readonly limits: Pick<
    CollectorLimits,
    'maxDestroyedAtOnce' | 'maxSweptAtOnce' | 'retentionEveryMs' | 'retentionRetryMs' | 'retentionLeaseMs'
  >;
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
  /** Of the first run in which nothing was left that is due; until there was one, of the last run. */
  #destroyed: Promise<boolean> = Promise.resolve(false);
  #isClean = false;
  #running: Promise<void> | null = null;
  #timer: NodeJS.Timeout | undefined;
  #lastRunAt: Date | null = null;

  constructor(ports: RetentionPorts) {
    this.#ports = ports;
    // Nobody else opens a database that tells nobody of changes: what was left behind there is this one's to go on with.
    this.#holder = ports.store.watch === null ? 'the only one' : randomUUID();
  }

  /** Does what is due, from now on every `retentionEveryMs`; where that could not be done, `retentionRetryMs` later. */
  start(): void {
    const { limits } = this.#ports;
    this.#running = this.#runAndReport().then((isDone) => {
      if (this.#end.signal.aborted) return;
      this.#timer = setTimeout(
        () => this.start(),
        isDone ? limits.retentionEveryMs : limits.retentionRetryMs,
      );
      this.#timer.unref();
    });
  }

  /**
   * Resolves once this process has seen that nothing is left that is due, as a database has it that was put back from a
   * backup. Rejects while that cannot be done.
   */
  async beforeReading(): Promise<void> {
    if (await this.#destroyed) return;
    throw new ApiFault(
      'overloaded',
      'what is older than it is kept is not destroyed yet, and nothing is read before',
    );
  }

  lastRunAt(): Date | null {
    return this.#lastRunAt;
  }

  /** What the next run would do, and how the last one ended. */
  async view(): Promise<RetentionView> {
    const { store, readKeep } = this.#ports;
    const keep = await readKeep();
    const due = await this.#due(keep);
    return {
      keep,
      due,
      sweeping: await store.retention.unswept(),
      lastRunAt: this.#lastRunAt?.toISOString() ?? null,
    };
  }

  /** Leaves the rest to the next start. */
  async close(): Promise<void> {
    this.#end.abort();
    clearTimeout(this.#timer);
    await this.#running;
  }

  async #runAndReport(): Promise<boolean> {
    const { onDone, onFault } = this.#ports;
    try {
      const isDone = await this.#run();
      if (isDone) onDone();
      return isDone;
    } catch (cause) {
      onFault(cause);
      return false;
    }
  }

  async #run(): Promise<boolean> {
    const destroying = this.#destroyDue();
    if (!this.#isClean) this.#destroyed = destroying;
    if (!(await destroying)) return false;
    this.#isClean = true;
    while ((await this.#goesOn()) && (await this.#sweepSome())) await nextTurn();
    if (await this.#goesOn()) await this.#compact();
    this.#lastRunAt = this.#ports.clock();
    return true;
  }

  /** False where something is left, since another collector does it or this one ends. */
  async #destroyDue(): Promise<boolean> {
    const { chain, readKeep } = this.#ports;
    const keep = await readKeep();
    if (!(await this.#isDue(keep))) return true;
    await chain.open();
    while ((await this.#goesOn()) && (await this.#destroySome(keep))) await nextTurn();
    while ((await this.#goesOn()) && (await this.#destroySomeReviews(keep))) await nextTurn();
    return !(await this.#isDue(keep));
  }

  async #isDue(keep: readonly KeptSide[]): Promise<boolean> {
    return (await this.#due(keep)).some(({ isHeld }) => !isHeld);
  }

  async #due(keep: readonly KeptSide[]): Promise<readonly DueContent[]> {
    const { store, clock } = this.#ports;
    const now = clock();
    const said = await store.retention.due(keptFrom(keep, now));
    const shown = await store.reviewRetention.due(firstDayKept(keep, 'review', now));
    return [
      ...said.map(({ kind: side, ...sums }) => ({ side, ...sums })),
      ...shown.map(({ approvals: records, ...sums }) => ({ side: 'review' as const, ...sums, records })),
    ];
  }

  async #compact(): Promise<void> {
    const { retention, reviewRetention } = this.#ports.store;
    if ((await retention.unswept()) > 0) await retention.compact();
    if ((await reviewRetention.unswept()) > 0) await reviewRetention.compact();
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

  async #destroySomeReviews(keep: readonly KeptSide[]): Promise<boolean> {
    const { store, chain, clock, limits, onStored } = this.#ports;
    const from = firstDayKept(keep, 'review', clock());
    const request = { agent: chain.agent, keptFrom: from, limit: limits.maxDestroyedAtOnce };
    const told = await store.reviewRetention.destroyNext(request, (head, reviews) =>
      chain.tell(
        head,
        reviews.map((review) => reviewEntryOf(review, sourceOf(keep, 'review'))),
      ),
    );
    for (const record of told) onStored(record);
    return told.length > 0;
  }

  async #sweepSome(): Promise<boolean> {
    const { store, describe, limits } = this.#ports;
    return (await store.retention.sweepNext(limits.maxSweptAtOnce, describe)) > 0;
  }
}

type Source = 'settings' | 'policy';

function sourceOf(keep: readonly KeptSide[], kind: KeptKind): Source {
  return keep.find(({ side }) => side === kind)?.source ?? 'settings';
}

/** One record a session, and a source. */
function entriesOf(keys: readonly DueKey[], keep: readonly KeptSide[]): readonly OwnEntry[] {
  const groups = new Map<string, DueKey[]>();
  for (const key of keys) {
    const name = JSON.stringify([key.agent, key.session, sourceOf(keep, key.kind)]);
    groups.set(name, [...(groups.get(name) ?? []), key]);
  }
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    return first === undefined ? [] : [entryOf(first, group, sourceOf(keep, first.kind))];
  });
}

function entryOf({ agent, session }: DueKey, group: readonly DueKey[], source: Source): OwnEntry {
  const contents = group.map(({ kind: side, day }) => ({ side, day: dayName(day) }));
  const records = group.reduce((sum, key) => sum + key.records, 0);
  const detail = destroyedJson({ of: agent, contents, records, reason: 'retention', source });
  return { event: 'content.destroyed', session: session === '' ? null : session, detail };
}

function reviewEntryOf({ session, day, ...review }: DueReview, source: Source): OwnEntry {
  const detail = reviewDestroyedJson({ ...review, day: dayName(day), reason: 'retention', source });
  return { event: 'review.destroyed', session: session === '' ? null : session, detail };
}

function dayName(day: number): string {
  return new Date(day * DAY_MS).toISOString().slice(0, 10);
}
