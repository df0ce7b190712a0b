import { setTimeout as delay } from 'node:timers/promises';
import { accessHash } from '../../protocol/access-record.ts';
import { sha256 } from '../ingest/agent-key.ts';
import type { CollectorLimits } from '../limits.ts';
import type { OwnChain } from '../log/own-chain.ts';
import type { RecordFilter } from '../store/record-filter.ts';
import type { Store } from '../store/store.ts';
import { AccessError } from './access-error.ts';
import type { AccessJournal } from './access-journal.ts';

interface AnchorPorts {
  readonly journal: Pick<AccessJournal, 'name' | 'head' | 'page'>;
  readonly chain: OwnChain;
  readonly store: Pick<Store, 'records'>;
  readonly limits: Pick<CollectorLimits, 'accessAnchorMs' | 'maxUnanchored'>;
  /** Told when the log has grown. */
  readonly onGrown: () => void;
  readonly onFault: (cause: unknown) => void;
}

/** How often it is looked whether much was written. */
const LOOK_MS = 1000;

/** An end of the journal, as the log has it. */
interface Anchor {
  readonly seq: number;
  readonly hash: string;
}

/**
 * Goes on with what the log says of this journal. Throws AccessError `damaged` where the journal is not what that was
 * said of: somebody cut its end, or put another in its place.
 */
export async function openAccessAnchors(ports: AnchorPorts): Promise<AccessAnchors> {
  const last = await lastAnchor(ports);
  if (last !== null) await requireAnchored(ports, last);
  return new AccessAnchors(ports, last?.seq ?? 0);
}

/**
 * Owner of how far the journal is in the log. Its end is put there as a record of the collector's, so that whoever cuts
 * it, with the key or without, is found out by the log.
 */
export class AccessAnchors {
  readonly #ports: AnchorPorts;
  readonly #end = new AbortController();
  #running: Promise<void> | null = null;
  #seq: number;

  constructor(ports: AnchorPorts, seq: number) {
    this.#ports = ports;
    this.#seq = seq;
  }

  /** Puts the end of the journal into the log every `accessAnchorMs`, where anything was written since; sooner if much was. */
  start(): void {
    this.#running ??= this.#run();
  }

  async close(): Promise<void> {
    this.#end.abort();
    await this.#running;
  }

  async #run(): Promise<void> {
    const { limits, onFault } = this.#ports;
    const { signal } = this.#end;
    while (!signal.aborted) {
      const until = performance.now() + limits.accessAnchorMs;
      const pauseMs = Math.min(LOOK_MS, limits.accessAnchorMs);
      do await delay(pauseMs, undefined, { signal, ref: false }).catch(() => undefined);
      while (!signal.aborted && performance.now() < until && !this.#isMuch());
      if (!signal.aborted) await this.#anchor().catch(onFault);
    }
  }

  #isMuch(): boolean {
    const { journal, limits } = this.#ports;
    return journal.head.seq - this.#seq >= limits.maxUnanchored;
  }

  async #anchor(): Promise<void> {
    const { journal, chain, store, onGrown } = this.#ports;
    const { seq, hash } = journal.head;
    if (seq <= this.#seq) return;
    await chain.open();
    const detail = { journal: journal.name, seq, hash };
    await store.records.append({
      agent: chain.agent,
      seqs: [],
      decide: ({ head }) => chain.tell(head, [{ event: 'access.anchored', session: null, detail }]),
    });
    this.#seq = seq;
    onGrown();
  }
}

/** Where collectors share a database, their anchors stand among each other. */
const MAX_ANCHORS = 1000;

async function lastAnchor({ journal, chain, store }: AnchorPorts): Promise<Anchor | null> {
  const newest = { ...ANY, event: 'access.anchored', agent: chain.agent, limit: MAX_ANCHORS } as const;
  for (const { record } of await store.records.page(newest)) {
    const { journal: name, seq, hash } = record.detail;
    if (name === journal.name && typeof seq === 'number' && typeof hash === 'string') return { seq, hash };
  }
  return null;
}

const ANY: Omit<RecordFilter, 'event' | 'agent' | 'limit'> = {
  ...{ session: null, exchange: null, since: null, until: null, facets: [], words: [] },
  ...{ after: null, order: 'newest' },
};

async function requireAnchored({ journal }: AnchorPorts, { seq, hash }: Anchor): Promise<void> {
  const [signed] = await journal.page({ after: seq - 1, order: 'oldest', limit: 1 });
  // Files that are full are removed after others, the oldest first.
  if (journal.head.seq > seq && signed?.record.seq !== seq) return;
  if (signed !== undefined && accessHash(signed.record, sha256) === hash) return;
  const seen = signed === undefined ? `ends at record ${journal.head.seq}` : 'has another one there';
  throw new AccessError('damaged', `the log has record ${seq} of the access journal, which ${seen}`, {
    hint: 'keep the folder as evidence, move it away, and start again',
  });
}
