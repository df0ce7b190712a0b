import { createHash, createHmac, randomBytes } from 'node:crypto';
import type { JsonObject } from '../../../protocol/json.ts';
import type { CollectorLimits } from '../../limits.ts';
import type { PassesTable } from '../../store/passes.ts';
import type { Caller } from '../caller.ts';
import { callerJson } from '../web-sessions.ts';
import type { PendingProof } from './provider.ts';

/** A sign-in that came back. */
export interface Back {
  readonly proof: PendingProof;
  /** The person has to have logged in since then, in milliseconds; null: whenever. */
  readonly freshSince: number | null;
}

type Login =
  | { readonly kind: 'begun'; readonly freshSince: number | null }
  | { readonly kind: 'done'; readonly caller: Caller };

export interface LoginsPorts {
  readonly passes: PassesTable;
  readonly limits: Pick<CollectorLimits, 'maxLogins' | 'loginMs'>;
  readonly clock: () => Date;
}

/**
 * Sign-ins on their way through the identity provider, in the store: a browser may come back to another collector than
 * the one that sent it. The browser that began one holds its ticket in a cookie: a code that somebody else came by, or a
 * sign-in that somebody else began, is worth nothing in it.
 */
export class Logins {
  readonly #ports: LoginsPorts;

  constructor(ports: LoginsPorts) {
    this.#ports = ports;
  }

  /** Nothing is kept of the proof: it is made of the ticket, which the browser alone has. */
  async begin(age: 'any' | 'fresh'): Promise<{ readonly ticket: string; readonly proof: PendingProof }> {
    const freshSince = age === 'fresh' ? this.#now() : null;
    const ticket = await this.#keep({ kind: 'begun', freshSince });
    return { ticket, proof: proofOf(ticket) };
  }

  /** Null unless this ticket's sign-in was begun and has not come back yet. */
  async back(ticket: string): Promise<Back | null> {
    const login = await this.#take(ticket);
    return login?.kind === 'begun' ? { proof: proofOf(ticket), freshSince: login.freshSince } : null;
  }

  /** Returns the ticket that opens a session, once. */
  done(caller: Caller): Promise<string> {
    return this.#keep({ kind: 'done', caller });
  }

  async callerOf(ticket: string): Promise<Caller | null> {
    const login = await this.#take(ticket);
    return login?.kind === 'done' ? login.caller : null;
  }

  async #keep(login: Login): Promise<string> {
    const { passes, limits } = this.#ports;
    const now = this.#now();
    const ticket = randomBytes(TICKET_BYTES).toString('base64url');
    const owner = login.kind === 'done' ? login.caller.subject : '';
    const pass = { kind: 'login', name: nameOf(ticket), owner, content: loginJson(login) } as const;
    const bounds = { most: limits.maxLogins, mostOfOwner: null, now };
    await passes.put({ ...pass, expiresAt: now + limits.loginMs }, bounds);
    return ticket;
  }

  async #take(ticket: string): Promise<Login | null> {
    const pass = await this.#ports.passes.take({ kind: 'login', name: nameOf(ticket) }, this.#now());
    return pass === null ? null : (pass.content as unknown as Login);
  }

  #now(): number {
    return this.#ports.clock().getTime();
  }
}

const TICKET_BYTES = 32;

function loginJson(login: Login): JsonObject {
  return login.kind === 'begun' ? { ...login } : { kind: login.kind, caller: callerJson(login.caller) };
}

function proofOf(ticket: string): PendingProof {
  const part = (name: string): string => createHmac('sha256', ticket).update(name).digest('base64url');
  return { state: part('state'), nonce: part('nonce'), codeVerifier: part('code verifier') };
}

function nameOf(ticket: string): string {
  return createHash('sha256').update(ticket).digest('hex');
}
