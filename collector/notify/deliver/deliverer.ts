import { setTimeout as delay } from 'node:timers/promises';
import type { NotifyTargetView } from '../../../protocol/configuration.ts';
import type { CollectorLimits } from '../../limits.ts';
import { DeliveryError } from './delivery-error.ts';
import { type ApprovalEvent, newsOf } from './news.ts';
import { send } from './send.ts';
import type { NotifyTarget } from './target.ts';

export interface DelivererPorts {
  readonly cursors: {
    /** Makes one, at the newest event, where the target is new. */
    of(target: string): Promise<number>;
    move(target: string, event: number): Promise<void>;
    /** Whether it is this collector that tells the target, for so long. */
    hold(target: string, forMs: number): Promise<boolean>;
  };
  /** The first event after this one; null when there is none. */
  readonly eventAfter: (id: number) => Promise<ApprovalEvent | null>;
  /** Of the pages. */
  readonly base: string;
  readonly clock: () => Date;
  readonly limits: Pick<
    CollectorLimits,
    'notifyTimeoutMs' | 'notifyRetryMs' | 'maxNotifyRetryMs' | 'maxNotifyAttempts' | 'notifyWithinMs'
  >;
  readonly onFault: (target: string, event: number, fault: unknown, isGivenUp: boolean) => void;
}

/**
 * Tells one target what happened to approvals, in order, at least once each: how far it came is stored. What it does
 * not take is tried again, ever more rarely, and given up after some attempts or when it is old, so that one target
 * that is away costs no memory and no other target anything.
 */
export class Deliverer {
  readonly #target: NotifyTarget;
  readonly #ports: DelivererPorts;
  readonly #end = new AbortController();
  #running: Promise<void> | null = null;
  #isNudged = false;
  #problem: string | null = null;

  constructor(target: NotifyTarget, ports: DelivererPorts) {
    this.#target = target;
    this.#ports = ports;
  }

  /** Whom it tells, and why it could not the last time. */
  standing(): NotifyTargetView {
    const { name, kind } = this.#target;
    return { name, kind, problem: this.#problem };
  }

  /** Says that something may have happened. */
  nudge(): void {
    this.#isNudged = true;
    if (this.#end.signal.aborted) return;
    this.#running ??= this.#run().finally(() => {
      this.#running = null;
      if (this.#isNudged) this.nudge();
    });
  }

  /** Leaves the rest to the next start. */
  async close(): Promise<void> {
    this.#end.abort();
    await this.#running;
  }

  async #run(): Promise<void> {
    const { cursors, eventAfter, onFault } = this.#ports;
    const { name } = this.#target;
    try {
      for (;;) {
        this.#isNudged = false;
        const event = await eventAfter(await cursors.of(name));
        if (event === null || this.#end.signal.aborted) return;
        if (!(await this.#tell(event))) return;
        await cursors.move(name, event.id);
      }
    } catch (fault) {
      onFault(name, 0, fault, false);
    }
  }

  /** False when the collector stops before it was told or given up, or when another one tells this target. */
  async #tell(event: ApprovalEvent): Promise<boolean> {
    const { base, clock, limits, onFault, cursors } = this.#ports;
    // Twice as long as an attempt may take: who is silent for longer is taken to be gone.
    const holdMs = 2 * limits.notifyTimeoutMs;
    const news = newsOf(event, base);
    if (news === null) return true;
    for (let attempt = 1; ; attempt += 1) {
      if (!(await cursors.hold(this.#target.name, holdMs))) return false;
      if (clock().getTime() - event.at > limits.notifyWithinMs) return true;
      try {
        await send(this.#target, news, { clock, timeoutMs: limits.notifyTimeoutMs });
        this.#problem = null;
        return true;
      } catch (fault) {
        const isForGood =
          fault instanceof DeliveryError && ['refused', 'private-address'].includes(fault.code);
        const isGivenUp = isForGood || attempt >= limits.maxNotifyAttempts;
        this.#problem = fault instanceof DeliveryError ? fault.message : 'it could not be told';
        onFault(this.#target.name, event.id, fault, isGivenUp);
        if (isGivenUp) return true;
      }
      const pause = Math.min(limits.notifyRetryMs * 2 ** (attempt - 1), limits.maxNotifyRetryMs);
      const ended = await delay(pause, false, { signal: this.#end.signal, ref: false }).catch(() => true);
      if (ended) return false;
    }
  }
}
