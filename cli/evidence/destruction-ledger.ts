import type { AuditRecord } from '../../protocol/audit-record.ts';
import { objectsIn } from '../../protocol/json-read.ts';
import { isClosed } from '../../protocol/record-content.ts';

/** Holds records that are without what was said against the records that say it was destroyed. */
export class DestructionLedger<T> {
  readonly #told = new Set<string>();
  readonly #closed: { readonly about: T; readonly scope: string }[] = [];

  /** `about` is what is told of a record that is without what was said. */
  note(record: AuditRecord, receivedAt: string, about: T): void {
    if (!isClosed(record)) return;
    const { agent, session, detail } = record;
    this.#closed.push({ about, scope: scopeOf([agent, session, detail['side'], receivedAt.slice(0, 10)]) });
  }

  /** Believes a `content.destroyed`: whose it is, the caller has looked at. */
  believe({ session, detail }: AuditRecord): void {
    for (const { side, day } of objectsIn(detail['contents'])) {
      this.#told.add(scopeOf([detail['of'], session, side, day]));
    }
  }

  /** How many records are without what was said. */
  get count(): number {
    return this.#closed.length;
  }

  /** Those of which nothing says why. */
  unexplained(): readonly T[] {
    return this.#closed.filter(({ scope }) => !this.#told.has(scope)).map(({ about }) => about);
  }
}

function scopeOf(parts: readonly unknown[]): string {
  return JSON.stringify(parts);
}
