/** What can be wrong with a bundle. docs/audit-format.md says what each means. */
export type FindingKind =
  | 'checkpoint-forged'
  | 'log-altered'
  | 'agent-key-altered'
  | 'line-unreadable'
  | 'record-altered'
  | 'record-inserted'
  | 'record-repeated'
  | 'record-misplaced'
  | 'record-dropped'
  | 'records-truncated'
  | 'chain-broken'
  | 'receipt-forged'
  | 'log-forked'
  | 'log-rejected'
  | 'content-missing'
  | 'hold-broken'
  | 'access-altered'
  | 'access-cut';

/** One thing that does not hold, and the record it is about where it is about one. */
export interface Finding {
  readonly kind: FindingKind;
  /** What a person reads; holds nothing of a record's detail. */
  readonly text: string;
  readonly agent: string | null;
  readonly seq: number | null;
  /** Number of the leaf. */
  readonly index: number | null;
}

/** Which record a finding is about, as far as it is known. */
export interface About {
  readonly agent?: string;
  readonly seq?: number;
  readonly index?: number;
}

/** Collects findings; of any record only the first, since what follows from it would hide it. */
export class Findings {
  readonly #found: Finding[] = [];
  #count = 0;
  readonly #records = new Set<string>();

  add(kind: FindingKind, text: string, { agent, seq, index }: About = {}): void {
    if (agent !== undefined && seq !== undefined) {
      const record = `${agent} ${seq}`;
      if (this.#records.has(record)) return;
      this.#records.add(record);
    }
    this.#count += 1;
    if (this.#found.length >= MAX_KEPT) return;
    this.#found.push({ kind, text, agent: agent ?? null, seq: seq ?? null, index: index ?? null });
  }

  /** The first of them, which are the telling ones. */
  kept(): readonly Finding[] {
    return this.#found;
  }

  get count(): number {
    return this.#count;
  }
}

const MAX_KEPT = 1000;

/** `record 57 of agent 1f3a…`: how texts name a record. */
export function nameOf(agent: string, seq: number): string {
  return `record ${seq} of agent ${agent.slice(0, SHORT)}`;
}

const SHORT = 12;
