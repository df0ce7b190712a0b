import { createHash, randomBytes } from 'node:crypto';
import type { CollectorLimits } from '../../limits.ts';
import type { Caller } from '../caller.ts';
import type { PendingProof } from './provider.ts';

type Login =
  | { readonly kind: 'begun'; readonly proof: PendingProof }
  | { readonly kind: 'done'; readonly caller: Caller };

interface Kept {
  readonly login: Login;
  readonly until: number;
}

/**
 * Owner of sign-ins on their way through the identity provider. The browser that began one holds its ticket in a
 * cookie: a code that somebody else came by, or a sign-in that somebody else began, is worth nothing in it.
 */
export class Logins {
  readonly #limits: Pick<CollectorLimits, 'maxLogins' | 'loginMs'>;
  readonly #clock: () => Date;
  /** By the ticket's hash, oldest first. */
  readonly #kept = new Map<string, Kept>();

  constructor(limits: Pick<CollectorLimits, 'maxLogins' | 'loginMs'>, clock: () => Date) {
    this.#limits = limits;
    this.#clock = clock;
  }

  /** Returns the ticket. */
  begin(proof: PendingProof): string {
    return this.#keep({ kind: 'begun', proof });
  }

  /** Null unless this ticket's sign-in was begun and has not come back yet. */
  back(ticket: string): PendingProof | null {
    const login = this.#take(ticket);
    return login?.kind === 'begun' ? login.proof : null;
  }

  /** Returns the ticket that opens a session, once. */
  done(caller: Caller): string {
    return this.#keep({ kind: 'done', caller });
  }

  callerOf(ticket: string): Caller | null {
    const login = this.#take(ticket);
    return login?.kind === 'done' ? login.caller : null;
  }

  #keep(login: Login): string {
    for (const oldest of this.#kept.keys()) {
      if (this.#kept.size < this.#limits.maxLogins) break;
      this.#kept.delete(oldest);
    }
    const ticket = randomBytes(TICKET_BYTES).toString('base64url');
    this.#kept.set(nameOf(ticket), { login, until: this.#clock().getTime() + this.#limits.loginMs });
    return ticket;
  }

  #take(ticket: string): Login | null {
    const name = nameOf(ticket);
    const kept = this.#kept.get(name);
    this.#kept.delete(name);
    return kept === undefined || kept.until <= this.#clock().getTime() ? null : kept.login;
  }
}

const TICKET_BYTES = 32;

function nameOf(ticket: string): string {
  return createHash('sha256').update(ticket).digest('hex');
}
