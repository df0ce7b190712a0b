import { createHash } from 'node:crypto';
import type { Journal } from '../audit/journal.ts';
import type { Identity, Known } from '../identity/identity.ts';
import type { Session, Sessions } from '../identity/sessions.ts';
import type { ProxyCredentials } from '../proxy/client.ts';
import { Refusal } from '../proxy/refusal.ts';
import type { GatewayLimits } from './limits.ts';
import { type Bearer, IdentityAwayError, type WhoseToken } from './whose-token.ts';

export interface VisitorsOptions {
  readonly whose: WhoseToken;
  readonly sessions: Pick<Sessions, 'open' | 'close' | 'endOf'>;
  readonly journal: Pick<Journal, 'append'>;
  readonly clock: () => Date;
  readonly limits: GatewayLimits;
  /** What is kept of a session ends with it. */
  readonly forget: (session: string) => void;
  /** The end of a session that could not be recorded. */
  readonly fault: (cause: unknown) => void;
}

/** One token, and the session that it has here. */
interface Visitor {
  readonly bearer: Bearer;
  readonly session: Session;
  checkedAt: number;
  usedAt: number;
  /** Exchanges under way. */
  inside: number;
}

/** What one subject does here, with whatever tokens. */
interface Traffic {
  inside: number;
  /** Requests since `since`. */
  asked: number;
  since: number;
}

const MINUTE_MS = 60_000;

/**
 * Owner of who is known at a gateway: a session for each token, by the token's hash, as long as whoever made the token
 * vouches for it. Nothing that a client says beside its token makes a difference.
 */
export class Visitors implements Identity {
  readonly hint =
    'use a token of the collector, or of a pipeline whose tokens the gateway takes, as the password of any user name';
  readonly #options: VisitorsOptions;
  /** By the token's hash; the least recently used first. */
  readonly #visitors = new Map<string, Visitor>();
  readonly #checks = new Map<string, Promise<Visitor | null>>();
  readonly #traffic = new Map<string, Traffic>();

  constructor(options: VisitorsOptions) {
    this.#options = options;
  }

  get size(): number {
    return this.#visitors.size;
  }

  async whose({ password: token }: ProxyCredentials): Promise<Known | null> {
    const name = createHash('sha256').update(token).digest('base64');
    const now = this.#now();
    const kept = this.#visitors.get(name);
    const visitor = kept !== undefined && this.#isFresh(kept, now) ? kept : await this.#check(name, token);
    if (visitor === null) return null;
    this.#visitors.delete(name);
    this.#visitors.set(name, visitor);
    return this.#enter(visitor);
  }

  #isFresh(visitor: Visitor, now: number): boolean {
    const { expiresAt } = visitor.bearer;
    const isBelieved = now - visitor.checkedAt < this.#options.limits.recheckMs;
    return isBelieved && (expiresAt === null || now < expiresAt) && !this.#hasEnded(visitor);
  }

  /** Whether somebody else closed the session. */
  #hasEnded({ session }: Visitor): boolean {
    return this.#options.sessions.endOf(session).aborted;
  }

  /** One question for all who show the same token at the same moment. */
  #check(name: string, token: string): Promise<Visitor | null> {
    const running = this.#checks.get(name);
    if (running !== undefined) return running;
    const { maxChecks } = this.#options.limits;
    if (this.#checks.size >= maxChecks)
      throw busy(`${maxChecks} tokens are being verified, which is the limit`);
    const check = this.#verify(name, token).finally(() => this.#checks.delete(name));
    this.#checks.set(name, check);
    return check;
  }

  async #verify(name: string, token: string): Promise<Visitor | null> {
    const bearer = await this.#asked(token);
    const kept = this.#visitors.get(name);
    if (kept !== undefined && bearer !== null && !this.#hasEnded(kept) && isSame(kept.bearer, bearer)) {
      kept.checkedAt = this.#now();
      return kept;
    }
    // What an expired token has under way may end; what a revoked one has may not.
    const hasExpired =
      kept !== undefined && this.#now() >= (kept.bearer.expiresAt ?? Number.POSITIVE_INFINITY);
    if (kept !== undefined && !(bearer === null && hasExpired)) this.#end(name, kept);
    return bearer === null ? null : this.#admit(name, bearer);
  }

  async #asked(token: string): Promise<Bearer | null> {
    try {
      return await this.#options.whose(token);
    } catch (cause) {
      if (!(cause instanceof IdentityAwayError)) throw cause;
      throw new Refusal('identify', 'identity-away', `nobody can say whose token this is: ${cause.message}`, {
        hint: 'try again in a moment',
        cause,
      });
    }
  }

  async #admit(name: string, bearer: Bearer): Promise<Visitor> {
    this.#sweep();
    const { sessions, journal } = this.#options;
    const { actor, program, subject: id, groups, vouched, evidence } = bearer;
    const { session } = sessions.open({ actor, program, parent: null, subject: { id, groups, vouched } });
    try {
      const detail = { subject: id, actor, program, parent: null, evidence };
      await journal.append({ event: 'session.opened', session: session.id, exchange: null, detail });
    } catch (cause) {
      sessions.close(session.id);
      throw new Refusal('identify', 'journal-failed', 'the session could not be recorded', { cause });
    }
    const now = this.#now();
    const visitor = { bearer, session, checkedAt: now, usedAt: now, inside: 0 };
    this.#visitors.set(name, visitor);
    return visitor;
  }

  #enter(visitor: Visitor): Known {
    const { session } = visitor;
    const now = this.#now();
    const traffic = this.#trafficOf(session.subject.id, now);
    const { maxExchangesPerSubject, maxRequestsPerMinute } = this.#options.limits;
    if (traffic.inside >= maxExchangesPerSubject) {
      throw busy(`${maxExchangesPerSubject} exchanges of yours are under way, which is the limit`);
    }
    if (traffic.asked >= maxRequestsPerMinute) {
      throw busy(`you asked ${maxRequestsPerMinute} times within a minute, which is the limit`);
    }
    traffic.asked += 1;
    traffic.inside += 1;
    visitor.inside += 1;
    visitor.usedAt = now;
    let isInside = true;
    const leave = (): void => {
      if (!isInside) return;
      isInside = false;
      traffic.inside -= 1;
      visitor.inside -= 1;
    };
    return { session, ended: this.#options.sessions.endOf(session), leave };
  }

  #trafficOf(subject: string, now: number): Traffic {
    const known = this.#traffic.get(subject);
    const traffic = known ?? { inside: 0, asked: 0, since: now };
    if (now - traffic.since >= MINUTE_MS) Object.assign(traffic, { asked: 0, since: now });
    this.#traffic.set(subject, traffic);
    return traffic;
  }

  /** Ends what nobody uses, and makes room for one more. Throws where everybody has something under way. */
  #sweep(): void {
    const { visitorIdleMs, maxVisitors } = this.#options.limits;
    const now = this.#now();
    for (const [name, visitor] of this.#visitors) {
      const { expiresAt } = visitor.bearer;
      const isOver = now - visitor.usedAt >= visitorIdleMs || (expiresAt !== null && now >= expiresAt);
      if (visitor.inside === 0 && (isOver || this.#visitors.size >= maxVisitors)) this.#end(name, visitor);
    }
    for (const [subject, { inside, since }] of this.#traffic) {
      if (inside === 0 && now - since >= MINUTE_MS) this.#traffic.delete(subject);
    }
    if (this.#visitors.size >= maxVisitors)
      throw busy(`${maxVisitors} sessions are in use, which is the limit`);
  }

  #end(name: string, { session }: Visitor): void {
    const { sessions, journal, forget, fault } = this.#options;
    this.#visitors.delete(name);
    const isOpen = sessions.close(session.id) !== null;
    forget(session.id);
    // Whoever closed it before has recorded that.
    if (!isOpen) return;
    const closed = { event: 'session.closed', session: session.id, exchange: null, detail: {} } as const;
    journal.append(closed, { reserve: true }).catch(fault);
  }

  #now(): number {
    return this.#options.clock().getTime();
  }
}

function isSame(one: Bearer, other: Bearer): boolean {
  return (
    one.subject === other.subject &&
    one.actor === other.actor &&
    (one.vouched?.actsFor ?? null) === (other.vouched?.actsFor ?? null) &&
    one.groups.length === other.groups.length &&
    one.groups.every((group, index) => group === other.groups[index])
  );
}

function busy(message: string): Refusal {
  return new Refusal('identify', 'too-many-exchanges', message, { hint: 'try again in a moment' });
}
