import type { Approval } from '../../protocol/approval.ts';
import type { Hold, HoldEnd } from '../../protocol/panel-view.ts';

/** What is held, as the exchange that waits says it. */
export interface HeldExchange {
  readonly approval: Approval;
  readonly exchange: string;
  readonly session: string;
  readonly holdMs: number;
}

/** The wait of one exchange. */
export interface OpenHold {
  /** Aborts when its owner does not want it any more. */
  readonly cancelled: AbortSignal;
  readonly heard: (approval: Approval) => void;
  readonly ended: (kind: HoldEnd['kind']) => void;
}

export interface HoldsLimits {
  /** Of those that ended. Those that wait are as many as there are exchanges. */
  readonly maxEnded: number;
}

export const DEFAULT_HOLDS_LIMITS: HoldsLimits = Object.freeze({ maxEnded: 10 });

export interface HoldsOptions extends HoldsLimits {
  readonly clock: () => Date;
  readonly onChange: () => void;
}

interface Entry {
  hold: Hold;
  readonly stop: AbortController;
}

/** Owner of what waits for reviewers, and of the way to end it before its time. */
export class Holds {
  readonly #options: HoldsOptions;
  readonly #waiting = new Set<Entry>();
  /** The newest first. */
  #ended: readonly Hold[] = [];

  constructor(options: HoldsOptions) {
    this.#options = options;
  }

  open({ approval, exchange, session, holdMs }: HeldExchange): OpenHold {
    const now = this.#options.clock();
    const until = new Date(now.getTime() + holdMs).toISOString();
    const hold = { approval, exchange, session, since: now.toISOString(), until, end: null };
    const entry: Entry = { hold, stop: new AbortController() };
    this.#waiting.add(entry);
    this.#options.onChange();
    return {
      cancelled: entry.stop.signal,
      heard: (heard) => {
        entry.hold = { ...entry.hold, approval: heard };
        this.#options.onChange();
      },
      ended: (kind) => this.#end(entry, kind),
    };
  }

  /** Those that wait, the longest first, then those that ended, the newest first. */
  list(): readonly Hold[] {
    return [...[...this.#waiting].map(({ hold }) => hold), ...this.#ended];
  }

  /** Ends every wait for this approval; false when there is none. */
  cancel(approval: string): boolean {
    const mine = [...this.#waiting].filter(({ hold }) => hold.approval.id === approval);
    for (const { stop } of mine) stop.abort();
    return mine.length > 0;
  }

  #end(entry: Entry, kind: HoldEnd['kind']): void {
    if (!this.#waiting.delete(entry)) return;
    const end = { kind, at: this.#options.clock().toISOString() };
    this.#ended = [{ ...entry.hold, end }, ...this.#ended].slice(0, this.#options.maxEnded);
    this.#options.onChange();
  }
}
