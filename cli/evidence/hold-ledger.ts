import { facetsOf } from '../../collector/search/facets.ts';
import type { AuditRecord } from '../../protocol/audit-record.ts';
import { objectsIn } from '../../protocol/json-read.ts';

const DAY_MS = 24 * 60 * 60_000;

/**
 * Holds what the collector says it destroyed against the holds that it says were active then. Takes the records of a
 * whole log, in its order; whose those of the collector are, the caller has looked at.
 */
export class HoldLedger {
  readonly #active = new Map<unknown, AuditRecord>();
  /** Agent and session → what a hold may name of it → the first day on which that was known. */
  readonly #known = new Map<string, Map<string, string>>();

  /** Takes any record, for what it says of its session. */
  note(record: AuditRecord, receivedAt: string): void {
    if (record.session === null) return;
    const session = nameOf(record.agent, record.session);
    for (const { name, value } of facetsOf(record, null)) {
      if (name !== 'subject' && name !== 'repository') continue;
      const known = this.#known.get(session) ?? new Map<string, string>();
      const fact = nameOf(name, value);
      if (!known.has(fact)) known.set(fact, receivedAt.slice(0, DAY_LENGTH));
      this.#known.set(session, known);
    }
  }

  /** Takes a record of the collector's. Gives the number of a hold that keeps what it says was destroyed; null: none. */
  judge(record: AuditRecord): number | null {
    const { event, detail } = record;
    if (event === 'hold.placed') this.#active.set(detail['hold'], record);
    if (event === 'hold.released') this.#active.delete(detail['hold']);
    if (event === 'review.destroyed') {
      return this.#numberOf((hold) => keepsReview(hold, record));
    }
    if (event !== 'content.destroyed') return null;
    const days = objectsIn(detail['contents']).flatMap(({ day }) => (typeof day === 'string' ? [day] : []));
    return this.#numberOf((hold) => days.some((day) => this.#keeps(hold, record, day)));
  }

  #numberOf(keeps: (hold: AuditRecord) => boolean): number | null {
    const broken = [...this.#active.values()].find(keeps);
    return broken === undefined ? null : Number(broken.detail['hold']);
  }

  #keeps(hold: AuditRecord, destroyed: AuditRecord, day: string): boolean {
    if (!isOfSessionAndDay(hold, destroyed, day)) return false;
    return (['subject', 'repository'] as const).every((name) => {
      const value = hold.detail[name];
      return typeof value !== 'string' || this.#wasKnown(destroyed, day, [name, value]);
    });
  }

  /** What was said of a session later than that day, the collector need not have known when it destroyed this. */
  #wasKnown({ session, detail }: AuditRecord, day: string, fact: readonly [string, string]): boolean {
    const first = this.#known.get(nameOf(detail['of'], session))?.get(nameOf(...fact));
    return first !== undefined && first <= day;
  }
}

/** By what the record of it says itself: the session's other records need not have come when it was destroyed. */
function keepsReview(hold: AuditRecord, destroyed: AuditRecord): boolean {
  const { day } = destroyed.detail;
  if (typeof day !== 'string' || !isOfSessionAndDay(hold, destroyed, day)) return false;
  return (['subject', 'repository'] as const).every((name) => {
    const value = hold.detail[name];
    return typeof value !== 'string' || value === destroyed.detail[name];
  });
}

function isOfSessionAndDay({ session, detail }: AuditRecord, destroyed: AuditRecord, day: string): boolean {
  const start = Date.parse(day);
  const { since, until } = detail;
  if (session !== null && session !== destroyed.session) return false;
  if (typeof since === 'string' && start + DAY_MS <= Date.parse(since)) return false;
  return !(typeof until === 'string' && start >= Date.parse(until));
}

/** Of a day, as in `2026-11-21`. */
const DAY_LENGTH = 10;

function nameOf(...parts: readonly unknown[]): string {
  return JSON.stringify(parts);
}
