import { randomUUID } from 'node:crypto';
import type { JsonObject } from '../../protocol/json.ts';
import type { Journal } from '../audit/journal.ts';
import type { Sessions } from '../identity/sessions.ts';
import type { ListenerLimits } from './limits.ts';
import type { TurnedAway } from './listener-refusal.ts';

export interface RefusalLogOptions {
  readonly journal: Pick<Journal, 'append'>;
  readonly sessions: Pick<Sessions, 'identify'>;
  readonly clock: () => Date;
  readonly limits: Pick<ListenerLimits, 'maxRefusalRecords' | 'refusalWindowMs'>;
  /** A record that could not be written; it is counted instead. */
  readonly fault: (cause: unknown) => void;
}

/**
 * Writes down what the listener turns away. Whoever can reach the port can make it do so without end: in each
 * window the first refusals have a record each, and the others are counted in one. A refusal whose record the
 * journal did not take is counted too, and the count is tried again until it is written.
 */
export class RefusalLog {
  readonly #options: RefusalLogOptions;
  readonly #writing = new Set<Promise<void>>();
  #written = 0;
  /** By code, the refusals that have no record of their own yet, and when the first of them came. */
  #counts: Readonly<Record<string, number>> = {};
  #since = '';
  #window: NodeJS.Timeout | null = null;

  constructor(options: RefusalLogOptions) {
    this.#options = options;
  }

  /** Never throws and never waits. */
  note(what: TurnedAway): void {
    this.#openWindow();
    if (this.#written < this.#options.limits.maxRefusalRecords) {
      this.#written += 1;
      this.#track(this.#record(what));
    } else {
      this.#count({ [what.code]: 1 });
    }
  }

  /** Everything noted is on disk when this returns, as far as the journal takes it. */
  async close(): Promise<void> {
    await Promise.all(this.#writing);
    if (this.#window !== null) clearTimeout(this.#window);
    await this.#recordCount();
  }

  #openWindow(): void {
    this.#window ??= setTimeout(
      () => this.#track(this.#endWindow()),
      this.#options.limits.refusalWindowMs,
    ).unref();
  }

  async #endWindow(): Promise<void> {
    this.#window = null;
    this.#written = 0;
    await this.#recordCount();
    if (this.#hasCounts) this.#openWindow();
  }

  #track(writing: Promise<void>): void {
    this.#writing.add(writing);
    void writing.finally(() => this.#writing.delete(writing));
  }

  async #record(what: TurnedAway): Promise<void> {
    const { journal, sessions, fault } = this.#options;
    const session = what.credentials === null ? null : sessions.identify(what.credentials);
    const known = session === null ? {} : { subject: session.subject.id, actor: session.subject.actor };
    try {
      await journal.append(
        {
          event: 'exchange.refused',
          session: session?.id ?? null,
          exchange: randomUUID(),
          detail: { ...known, ...describe(what) },
        },
        { reserve: true },
      );
    } catch (cause) {
      fault(cause);
      this.#count({ [what.code]: 1 });
    }
  }

  get #hasCounts(): boolean {
    return Object.keys(this.#counts).length > 0;
  }

  #count(more: Readonly<Record<string, number>>): void {
    this.#openWindow();
    if (!this.#hasCounts) this.#since = this.#options.clock().toISOString();
    this.#counts = sum(this.#counts, more);
  }

  async #recordCount(): Promise<void> {
    if (!this.#hasCounts) return;
    const [since, until, codes] = [this.#since, this.#options.clock().toISOString(), this.#counts];
    this.#counts = {};
    try {
      await this.#options.journal.append(
        { event: 'refusals.counted', session: null, exchange: null, detail: { since, until, codes } },
        { reserve: true },
      );
    } catch (cause) {
      this.#options.fault(cause);
      this.#since = since;
      this.#counts = sum(codes, this.#counts);
    }
  }
}

function sum(
  a: Readonly<Record<string, number>>,
  b: Readonly<Record<string, number>>,
): Readonly<Record<string, number>> {
  const added = Object.entries(b).map(([code, times]) => [code, times + (a[code] ?? 0)] as const);
  return { ...a, ...Object.fromEntries(added) };
}

function describe({ step, code, reason, target }: TurnedAway): JsonObject {
  const where = target === null ? {} : { host: target.host, port: target.port };
  return { operation: { kind: 'unknown', ...where }, step, code, reason, rule: null, refs: [] };
}
