import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { CollectorLimits } from '../limits.ts';
import type { Caller } from './caller.ts';

/** Somebody who is signed in on the pages. */
export interface WebSession {
  /** For logs; opens nothing. */
  readonly name: string;
  readonly caller: Caller;
  readonly expiresAt: number;
  /** Aborted when the session ends, for whatever reason. */
  readonly ended: AbortSignal;
}

/** What the browser keeps: one half where no script reads it, the other where no other origin does. */
export interface SessionHalves {
  readonly cookie: string;
  readonly key: string;
}

interface Kept {
  readonly session: WebSession;
  readonly keyHash: Buffer;
  readonly end: AbortController;
}

type SessionLimits = Pick<CollectorLimits, 'maxWebSessions' | 'maxWebSessionsPerPerson' | 'webSessionMs'>;

/** Owner of who is signed in, in memory and as hashes: a restart signs everybody out. */
export class WebSessions {
  readonly #limits: SessionLimits;
  readonly #clock: () => Date;
  /** By the cookie's hash, oldest first. */
  readonly #kept = new Map<string, Kept>();

  constructor(limits: SessionLimits, clock: () => Date) {
    this.#limits = limits;
    this.#clock = clock;
  }

  open(caller: Caller): { readonly session: WebSession; readonly halves: SessionHalves } {
    this.sweep();
    this.#endOldestOf(caller.subject);
    for (const oldest of this.#kept.keys()) {
      if (this.#kept.size < this.#limits.maxWebSessions) break;
      this.#end(oldest);
    }
    const halves = { cookie: randomHalf(), key: randomHalf() };
    const end = new AbortController();
    const session = {
      name: randomBytes(4).toString('hex'),
      caller,
      expiresAt: this.#clock().getTime() + this.#limits.webSessionMs,
      ended: end.signal,
    };
    this.#kept.set(nameOf(halves.cookie), { session, keyHash: hashOf(halves.key), end });
    return { session, halves };
  }

  /** Null unless both halves are those of one session that has not ended. */
  find({ cookie, key }: SessionHalves): WebSession | null {
    this.sweep();
    const kept = this.#kept.get(nameOf(cookie));
    return kept !== undefined && timingSafeEqual(kept.keyHash, hashOf(key)) ? kept.session : null;
  }

  close(session: WebSession): void {
    for (const [name, kept] of this.#kept) if (kept.session === session) this.#end(name);
  }

  /** Ends every session of these callers. */
  closeAll(isTheirs: (caller: Caller) => boolean): void {
    for (const [name, { session }] of this.#kept) if (isTheirs(session.caller)) this.#end(name);
  }

  /** Ends what has expired, so that no event stream outlives its session by long. */
  sweep(): void {
    const now = this.#clock().getTime();
    for (const [name, { session }] of this.#kept) if (session.expiresAt <= now) this.#end(name);
  }

  /** Whoever signs in again and again ends their own sessions, and nobody else's. */
  #endOldestOf(subject: string): void {
    const own = [...this.#kept].filter(([, { session }]) => session.caller.subject === subject);
    const spare = own.length - this.#limits.maxWebSessionsPerPerson + 1;
    for (const [name] of own.slice(0, Math.max(0, spare))) this.#end(name);
  }

  #end(name: string): void {
    const kept = this.#kept.get(name);
    this.#kept.delete(name);
    kept?.end.abort();
  }
}

const HALF_BYTES = 32;

function randomHalf(): string {
  return randomBytes(HALF_BYTES).toString('base64url');
}

function hashOf(half: string): Buffer {
  return createHash('sha256').update(half).digest();
}

function nameOf(cookie: string): string {
  return hashOf(cookie).toString('hex');
}
