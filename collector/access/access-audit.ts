import type { AccessEvent } from '../../protocol/access-record.ts';
import type { JsonObject } from '../../protocol/json.ts';
import type { Caller } from '../identity/caller.ts';
import type { WebSession } from '../identity/web-sessions.ts';
import type { CollectorLimits } from '../limits.ts';
import type { AccessEntry, AccessJournal } from './access-journal.ts';

export interface AccessAuditOptions {
  readonly journal: Pick<AccessJournal, 'note'>;
  readonly clock: () => Date;
  readonly limits: Pick<CollectorLimits, 'accessWindowMs' | 'maxAccessRepeats'>;
}

interface Repeated {
  readonly entry: AccessEntry;
  /** Number of the record of the first. */
  readonly of: number;
  readonly until: number;
  times: number;
}

/**
 * Owner of what was seen a moment ago. The first of a kind is a record, on the disk before anybody has an answer; what is
 * the same within the window, as a page that looks again every second, is counted in one record at its end.
 */
export class AccessAudit {
  readonly #options: AccessAuditOptions;
  /** Oldest first. */
  readonly #seen = new Map<string, Repeated>();

  constructor(options: AccessAuditOptions) {
    this.#options = options;
  }

  async signedIn({ caller, name }: WebSession): Promise<void> {
    const { subject, roles } = caller;
    await this.#options.journal.note({ event: 'signed-in', subject, session: name, detail: { roles } });
  }

  async signedOut({ caller, name }: WebSession): Promise<void> {
    await this.#options.journal.note({
      event: 'signed-out',
      subject: caller.subject,
      session: name,
      detail: {},
    });
  }

  /** Whoever it was is not known; `code` is that of the API. */
  refused(code: string): Promise<void> {
    return this.#once({ event: 'sign-in-refused', subject: null, session: null, detail: { code } });
  }

  read({ subject }: Caller, session: WebSession | null, detail: JsonObject): Promise<void> {
    return this.#once({ event: 'read', subject, session: session?.name ?? null, detail });
  }

  /** Writes down what was counted in windows that have passed. */
  async sweep(): Promise<void> {
    const now = this.#options.clock().getTime();
    for (const [key, { until }] of this.#seen) {
      if (until > now) return;
      await this.#end(key);
    }
  }

  /** Writes down all that was counted. */
  async close(): Promise<void> {
    for (const key of this.#seen.keys()) await this.#end(key);
  }

  async #once(entry: AccessEntry): Promise<void> {
    await this.sweep();
    const { journal, clock, limits } = this.#options;
    const key = JSON.stringify(entry);
    const seen = this.#seen.get(key);
    if (seen !== undefined) {
      seen.times += 1;
      return;
    }
    const of = await journal.note(entry);
    for (const oldest of this.#seen.keys()) {
      if (this.#seen.size < limits.maxAccessRepeats) break;
      await this.#end(oldest);
    }
    this.#seen.set(key, { entry, of, until: clock().getTime() + limits.accessWindowMs, times: 0 });
  }

  async #end(key: string): Promise<void> {
    const seen = this.#seen.get(key);
    this.#seen.delete(key);
    if (seen === undefined || seen.times === 0) return;
    const { subject, session } = seen.entry;
    const event: AccessEvent = 'repeated';
    const detail = { event: seen.entry.event, of: seen.of, times: seen.times };
    await this.#options.journal.note({ event, subject, session, detail });
  }
}
