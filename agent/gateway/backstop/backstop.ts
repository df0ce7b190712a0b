import { backoffMs } from '../../audit/backoff.ts';
import type { Journal } from '../../audit/journal.ts';
import { Refusal } from '../../proxy/refusal.ts';
import type { Authorized } from '../../proxy/stages.ts';
import type { GatewayLimits } from '../limits.ts';
import type { BackstopSettings } from '../settings.ts';
import type { Posted } from './post-status.ts';
import type { PendingStatus, StatusQueue } from './status-queue.ts';
import { vouchedCommits } from './vouched-commits.ts';

export interface BackstopOptions {
  readonly settings: BackstopSettings;
  readonly queue: StatusQueue;
  readonly post: (pending: PendingStatus, stop: AbortSignal) => Promise<Posted>;
  readonly journal: Pick<Journal, 'append'>;
  readonly clock: () => Date;
  /** In [0, 1). */
  readonly random: () => number;
  readonly limits: Pick<GatewayLimits, 'maxStatusAttempts' | 'statusRetryMs' | 'maxStatusRetryMs'>;
  readonly fault: (cause: unknown) => void;
}

/**
 * Says on GitHub which commits went through the gateway, so that a ruleset can refuse those that went round it. What is
 * to be said is on disk before the commit leaves, and is said once the exchange is over, or after a start: a commit that
 * GitHub then does not have has nothing to be said of. One that is missing keeps the ruleset shut.
 */
export class Backstop {
  readonly #options: BackstopOptions;
  readonly #stop = new AbortController();
  /** Exchanges whose commits are still on their way. */
  readonly #underWay = new Set<string>();
  #timer: NodeJS.Timeout | null = null;
  #running: Promise<void> = Promise.resolve();

  constructor(options: BackstopOptions) {
    this.#options = options;
    this.#wakeIn(0);
  }

  /** Exit `journal-failed`: it could not be noted, and a commit that leaves would never get its status. */
  async vouch(authorized: Authorized): Promise<void> {
    const { settings, queue, clock, fault } = this.#options;
    const commits = vouchedCommits(authorized, new Set(settings.apis.keys()));
    if (commits.length === 0) return;
    const { exchange } = authorized;
    const notBefore = clock().getTime();
    this.#underWay.add(exchange);
    authorized.onEnd(() => {
      this.#underWay.delete(exchange);
      this.#wakeIn(0);
    });
    try {
      const gone = await queue.add(commits.map((each) => ({ ...each, attempts: 0, notBefore })));
      for (const each of gone) void this.#dropped(each, 'too many statuses wait').catch(fault);
    } catch (cause) {
      throw new Refusal('forward', 'journal-failed', 'the status of this commit could not be noted', {
        cause,
      });
    }
  }

  async close(): Promise<void> {
    this.#stop.abort();
    if (this.#timer !== null) clearTimeout(this.#timer);
    await this.#running;
  }

  #wakeIn(ms: number): void {
    if (this.#stop.signal.aborted) return;
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#running = this.#running.then(() => this.#round()).catch(this.#options.fault);
    }, ms).unref();
  }

  /** One after the other: GitHub asks for that where somebody writes much. */
  async #round(): Promise<void> {
    const { queue, clock, fault } = this.#options;
    for (const pending of queue.pending) {
      if (this.#stop.signal.aborted) return;
      if (this.#underWay.has(pending.exchange) || pending.notBefore > clock().getTime()) continue;
      await this.#try(pending).catch(fault);
    }
    const waiting = queue.pending.filter(({ exchange }) => !this.#underWay.has(exchange));
    if (waiting.length === 0) return;
    const next = Math.min(...waiting.map(({ notBefore }) => notBefore));
    this.#wakeIn(Math.max(MIN_PAUSE_MS, next - clock().getTime()));
  }

  async #try(pending: PendingStatus): Promise<void> {
    const { post, queue, limits, clock, random } = this.#options;
    const stop = this.#stop.signal;
    const posted = await post(pending, stop).catch(
      (): Posted => ({ kind: 'failed', reason: 'GitHub gave no answer' }),
    );
    if (stop.aborted && posted.kind === 'failed') return;
    const attempts = pending.attempts + 1;
    switch (posted.kind) {
      case 'posted':
        await this.#record('status.posted', pending, { attempts });
        return queue.replace(pending, null);
      case 'refused':
        await this.#dropped(pending, `GitHub has no such commit: status ${posted.status}`);
        return queue.replace(pending, null);
      case 'failed': {
        if (attempts >= limits.maxStatusAttempts) {
          await this.#dropped(pending, posted.reason);
          return queue.replace(pending, null);
        }
        const pause = { minMs: limits.statusRetryMs, maxMs: limits.maxStatusRetryMs };
        const notBefore = clock().getTime() + backoffMs(attempts - 1, pause, random);
        return queue.replace(pending, { ...pending, attempts, notBefore });
      }
    }
  }

  #dropped(pending: PendingStatus, reason: string): Promise<void> {
    return this.#record('status.dropped', pending, { reason });
  }

  async #record(
    event: 'status.posted' | 'status.dropped',
    { host, repository, commit, session, exchange }: PendingStatus,
    more: { readonly attempts: number } | { readonly reason: string },
  ): Promise<void> {
    const { journal, settings } = this.#options;
    const detail = { host, repository, commit, context: settings.context, ...more };
    await journal.append({ event, session, exchange, detail }, { reserve: true });
  }
}

const MIN_PAUSE_MS = 10;
