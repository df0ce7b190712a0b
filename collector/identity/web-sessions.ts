import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { JsonObject } from '../../protocol/json.ts';
import type { CollectorLimits } from '../limits.ts';
import type { PassesTable, PassRow } from '../store/passes.ts';
import type { Caller } from './caller.ts';

/** Somebody who is signed in on the pages. */
export interface WebSession {
  /** Of its cookie; opens nothing. */
  readonly hash: string;
  /** For logs; opens nothing. */
  readonly name: string;
  readonly caller: Caller;
  readonly expiresAt: number;
}

/** What the browser keeps: one half where no script reads it, the other where no other origin does. */
export interface SessionHalves {
  readonly cookie: string;
  readonly key: string;
}

type SessionLimits = Pick<CollectorLimits, 'maxWebSessions' | 'maxWebSessionsPerPerson' | 'webSessionMs'>;

export interface WebSessionsPorts {
  readonly passes: PassesTable;
  readonly limits: SessionLimits;
  readonly clock: () => Date;
}

const KIND = 'web-session';

/**
 * Who is signed in, in the store and as hashes, so that every collector on it knows. Owner of what ends here with a
 * session, an event stream: at once where it is ended here, with the next sweep where another collector ended it.
 */
export class WebSessions {
  readonly #ports: WebSessionsPorts;
  /** Of sessions that something here ends with, by their hash. */
  readonly #ends = new Map<string, AbortController>();

  constructor(ports: WebSessionsPorts) {
    this.#ports = ports;
  }

  /** `forMs`: how long it is good for, where that is not the time of a page. */
  async open(
    caller: Caller,
    forMs = this.#ports.limits.webSessionMs,
  ): Promise<{ readonly session: WebSession; readonly halves: SessionHalves }> {
    const { passes, limits } = this.#ports;
    const halves = { cookie: randomHalf(), key: randomHalf() };
    const now = this.#now();
    const session = {
      hash: hashOf(halves.cookie).toString('hex'),
      name: randomBytes(4).toString('hex'),
      caller,
      expiresAt: now + forMs,
    };
    const bounds = { most: limits.maxWebSessions, mostOfOwner: limits.maxWebSessionsPerPerson, now };
    await passes.put(passOf(session, halves.key), bounds);
    await this.sweep();
    return { session, halves };
  }

  /** Null unless both halves are those of one session that has not ended. */
  async find({ cookie, key }: SessionHalves): Promise<WebSession | null> {
    const name = hashOf(cookie).toString('hex');
    const pass = await this.#ports.passes.find({ kind: KIND, name }, this.#now());
    if (pass === null) return null;
    const { session, keyHash } = sessionOf(pass);
    return timingSafeEqual(keyHash, hashOf(key)) ? session : null;
  }

  /** Aborts when the session ends, for whatever reason. */
  endOf({ hash }: WebSession): AbortSignal {
    const end = this.#ends.get(hash) ?? new AbortController();
    this.#ends.set(hash, end);
    return end.signal;
  }

  async close({ hash }: WebSession): Promise<void> {
    await this.#ports.passes.take({ kind: KIND, name: hash }, this.#now());
    this.#end(hash);
  }

  /** Ends every session of these callers. */
  async closeAll(isTheirs: (caller: Caller) => boolean): Promise<void> {
    const all = (await this.#ports.passes.all(KIND, this.#now())).map((pass) => sessionOf(pass).session);
    for (const session of all) if (isTheirs(session.caller)) await this.close(session);
  }

  /** Ends here what is over, or was ended elsewhere, so that no event stream outlives its session by long. */
  async sweep(): Promise<void> {
    if (this.#ends.size === 0) return;
    const open = new Set((await this.#ports.passes.all(KIND, this.#now())).map(({ name }) => name));
    for (const hash of this.#ends.keys()) if (!open.has(hash)) this.#end(hash);
  }

  #end(hash: string): void {
    const end = this.#ends.get(hash);
    this.#ends.delete(hash);
    end?.abort();
  }

  #now(): number {
    return this.#ports.clock().getTime();
  }
}

function passOf({ hash, name, caller, expiresAt }: WebSession, key: string): PassRow {
  const content = { session: name, caller: callerJson(caller), keyHash: hashOf(key).toString('hex') };
  return { kind: KIND, name: hash, owner: caller.subject, content, expiresAt };
}

/** Of the store, which nobody else writes. */
interface Content {
  readonly session: string;
  readonly caller: Caller;
  readonly keyHash: string;
}

function sessionOf({ name: hash, content, expiresAt }: PassRow): {
  readonly session: WebSession;
  readonly keyHash: Buffer;
} {
  const { session: name, caller, keyHash } = content as unknown as Content;
  return { session: { hash, name, caller, expiresAt }, keyHash: Buffer.from(keyHash, 'hex') };
}

/** A caller as it is stored. */
export function callerJson({ roles, groups, vouched, ...caller }: Caller): JsonObject {
  const { claims, ci, ...said } = vouched;
  const copied = {
    ...said,
    claims: claims === null ? null : { ...claims },
    ci: ci === null ? null : { ...ci },
  };
  return { ...caller, roles: [...roles], groups: [...groups], vouched: copied };
}

const HALF_BYTES = 32;

function randomHalf(): string {
  return randomBytes(HALF_BYTES).toString('base64url');
}

function hashOf(half: string): Buffer {
  return createHash('sha256').update(half).digest();
}
