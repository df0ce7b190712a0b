import type { AuditRecord } from '../../protocol/audit-record.ts';
import type { MaskedSecret, QuietCount, SessionView, Turn } from '../../protocol/panel-view.ts';
import { ACTORS, type Actor } from '../../protocol/subject.ts';
import type { JournalEntry } from '../audit/sealer.ts';
import { Waiters } from '../audit/waiters.ts';
import { type MaskedFind, maskedFinds } from '../core/activity/masked-finds.ts';
import { isQuiet, newTurn, turnAfter } from '../core/activity/turn.ts';

/** What is remembered for the panel; the journal and the collector have everything. */
export interface ActivityLimits {
  readonly maxSessions: number;
  /** Of one session, those that ended. */
  readonly maxTurns: number;
  /** Of one session, those under way. */
  readonly maxOpenTurns: number;
  /** Of all sessions. */
  readonly maxSecrets: number;
  /** Of one secret. */
  readonly maxPlaces: number;
  /** Of the journal, what is read at the start; older records are for the collector to tell. */
  readonly maxRecalledRecords: number;
}

export const DEFAULT_ACTIVITY_LIMITS: ActivityLimits = Object.freeze({
  maxSessions: 50,
  maxTurns: 100,
  maxOpenTurns: 600,
  maxSecrets: 200,
  maxPlaces: 10,
  maxRecalledRecords: 2000,
});

interface Seen {
  readonly id: string;
  readonly program: string;
  readonly actor: Actor;
  readonly openedAt: string;
  closedAt: string | null;
  /** By exchange, in the order they began. */
  readonly open: Map<string, Turn>;
  /** In the order they ended. */
  readonly ended: Turn[];
  readonly quiet: Map<string, number>;
  dropped: number;
}

type SecretSeen = Omit<MaskedSecret, 'original'>;

/**
 * What this agent did lately, told from its own records, so that the panel never says anything else than the journal
 * does. Owner of it, in memory only: at the start it is told from the end of the journal.
 */
export class Activity {
  readonly #limits: ActivityLimits;
  readonly #clock: () => Date;
  readonly #waiters = new Waiters();
  /** The one that did something last is the last. */
  readonly #sessions = new Map<string, Seen>();
  /** By session and placeholder; the one that was found last is the last. */
  readonly #secrets = new Map<string, SecretSeen>();
  /** Of an agent that ran before, and not heard of since. */
  readonly #recalled = new Set<string>();
  #revision = 0;

  constructor(limits: ActivityLimits, clock: () => Date) {
    this.#limits = limits;
    this.#clock = clock;
  }

  /** Takes in what was written down. */
  note(entry: JournalEntry): void {
    this.#note(entry, this.#clock().toISOString());
  }

  /** Takes in records of an agent that ran before this one, oldest first. Its sessions have ended unless they are heard of again. */
  recall(records: readonly AuditRecord[]): void {
    for (const record of records) this.#note(record, record.at);
    for (const session of this.#sessions.values()) {
      if (session.closedAt === null) this.#recalled.add(session.id);
      session.closedAt ??= records.at(-1)?.at ?? null;
      session.open.clear();
    }
  }

  #note(entry: JournalEntry, at: string): void {
    if (entry.session === null) return;
    const session = this.#seen(entry.session, entry, at);
    if (this.#recalled.delete(entry.session)) session.closedAt = null;
    if (entry.event === 'session.closed') session.closedAt = at;
    const { placeholder } = entry.detail;
    if (entry.event === 'secret.disputed' && typeof placeholder === 'string')
      this.#dispute(entry.session, placeholder, at);
    if (entry.exchange !== null) this.#noteExchange(session, entry.exchange, { ...entry, at });
    this.changed();
  }

  /** Somebody asked for this not to be taken for a secret. */
  disputed(session: string, placeholder: string): void {
    this.#dispute(session, placeholder, this.#clock().toISOString());
    this.changed();
  }

  #dispute(session: string, placeholder: string, at: string): void {
    const key = keyOf(session, placeholder);
    const secret = this.#secrets.get(key);
    if (secret !== undefined) this.#secrets.set(key, { ...secret, disputedAt: at });
  }

  /** The one that did something last first. */
  sessions(): readonly SessionView[] {
    return [...this.#sessions.values()].reverse().map(viewOf);
  }

  /** The one that was found last first. */
  secrets(): readonly SecretSeen[] {
    return [...this.#secrets.values()].reverse();
  }

  get revision(): number {
    return this.#revision;
  }

  /** Resolves once there is something newer than `revision`; rejects when `signal` aborts. */
  whenBeyond(revision: number, signal: AbortSignal): Promise<void> {
    return this.#waiters.beyond(revision, { reached: this.#revision, signal });
  }

  /** Wakes whoever waits for news, of this or of what is told beside it. */
  changed(): void {
    this.#revision += 1;
    this.#waiters.reach(this.#revision);
  }

  #seen(id: string, { event, detail }: JournalEntry, at: string): Seen {
    const known = this.#sessions.get(id);
    this.#sessions.delete(id);
    const seen = known ?? openedNow(id, event === 'session.opened' ? detail : {}, at);
    this.#sessions.set(id, seen);
    forgetOldest(this.#sessions, this.#limits.maxSessions);
    return seen;
  }

  #noteExchange(session: Seen, exchange: string, entry: JournalEntry & { readonly at: string }): void {
    const turn = turnAfter(session.open.get(exchange) ?? newTurn(exchange, entry.at), entry);
    session.open.set(exchange, turn);
    forgetOldest(session.open, this.#limits.maxOpenTurns);
    if (entry.event === 'exchange.intent') {
      for (const find of maskedFinds(entry.detail, turn, entry.at)) this.#noteFind(session, find);
    }
    if (entry.event === 'exchange.outcome' || entry.event === 'exchange.refused') this.#end(session, turn);
  }

  #end(session: Seen, turn: Turn): void {
    session.open.delete(turn.exchange);
    if (isQuiet(turn)) {
      session.quiet.set(turn.operation, (session.quiet.get(turn.operation) ?? 0) + 1);
      return;
    }
    session.ended.push(turn);
    if (session.ended.length <= this.#limits.maxTurns) return;
    session.ended.shift();
    session.dropped += 1;
  }

  #noteFind({ id, program }: Seen, { placeholder, rule, place }: MaskedFind): void {
    const key = keyOf(id, placeholder);
    const known = this.#secrets.get(key);
    this.#secrets.delete(key);
    this.#secrets.set(key, {
      session: id,
      program,
      placeholder,
      rule,
      places: [place, ...(known?.places ?? [])].slice(0, this.#limits.maxPlaces),
      count: (known?.count ?? 0) + place.count,
      disputedAt: known?.disputedAt ?? null,
    });
    forgetOldest(this.#secrets, this.#limits.maxSecrets);
  }
}

function openedNow(id: string, { program, actor }: JournalEntry['detail'], at: string): Seen {
  return {
    id,
    program: typeof program === 'string' ? program : '',
    actor: ACTORS.find((each) => each === actor) ?? 'mixed',
    openedAt: at,
    closedAt: null,
    open: new Map(),
    ended: [],
    quiet: new Map(),
    dropped: 0,
  };
}

function viewOf({ open, ended, quiet, ...seen }: Seen): SessionView {
  const underWay = [...open.values()].filter((turn) => turn.operation !== '' && !isQuiet(turn));
  const turns = [...ended, ...underWay].sort((one, other) => (one.at < other.at ? 1 : -1));
  const counts: readonly QuietCount[] = [...quiet].map(([operation, count]) => ({ operation, count }));
  return { ...seen, turns, quiet: counts };
}

function keyOf(session: string, placeholder: string): string {
  return `${session} ${placeholder}`;
}

function forgetOldest(map: Map<string, unknown>, max: number): void {
  for (const key of map.keys()) {
    if (map.size <= max) return;
    map.delete(key);
  }
}
