import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Actor, SessionRef, Subject } from '../../protocol/subject.ts';

/** A program tree, editor window or CI job that may use the proxy. Its secret is kept only as a hash. */
export interface Session extends SessionRef {
  readonly subject: Subject;
  readonly openedAt: string;
  /** Folders it works in, as whoever opened it says. */
  readonly folders: readonly string[];
}

export interface OpenedSession {
  readonly session: Session;
  /** 256 bits, base64url: the password of the proxy URL's user-info. Shown once, kept nowhere. */
  readonly secret: string;
}

export type SessionErrorCode = 'too-many-sessions' | 'raises-actor' | 'unknown-parent';

export class SessionError extends Error {
  readonly code: SessionErrorCode;

  constructor(code: SessionErrorCode, message: string) {
    super(message);
    this.name = 'SessionError';
    this.code = code;
  }
}

export interface SessionRequest {
  readonly actor: Actor;
  readonly program: string;
  /** The session that asks for this one, where there is one: a child never gets more trust than it has. */
  readonly parent: string | null;
  readonly folders?: readonly string[];
}

export interface SessionsOptions {
  readonly subject: { readonly id: string; readonly groups: readonly string[] };
  readonly clock: () => Date;
  readonly maxSessions: number;
}

interface Entry {
  readonly session: Session;
  readonly ended: AbortController;
  readonly secretHash: Buffer;
}

/** Owner of all sessions of this agent, in memory: a restarted agent knows none of the old secrets. */
export class Sessions {
  readonly #options: SessionsOptions;
  readonly #entries = new Map<string, Entry>();

  constructor(options: SessionsOptions) {
    this.#options = options;
  }

  open(request: SessionRequest): OpenedSession {
    if (this.#entries.size >= this.#options.maxSessions) {
      throw new SessionError(
        'too-many-sessions',
        `${this.#entries.size} sessions are open, which is the limit`,
      );
    }
    this.#refuseRaise(request);
    const secret = randomBytes(32).toString('base64url');
    const { id, groups } = this.#options.subject;
    const session: Session = {
      id: randomBytes(9).toString('base64url'),
      program: request.program,
      subject: { id, groups, actor: request.actor },
      openedAt: this.#options.clock().toISOString(),
      folders: request.folders ?? [],
    };
    this.#entries.set(session.id, { session, ended: new AbortController(), secretHash: sha256(secret) });
    return { session, secret };
  }

  /** The session whose id and secret these are, or null; takes the same time for a wrong id and a wrong secret. */
  identify(credentials: { readonly user: string; readonly password: string }): Session | null {
    const entry = this.#entries.get(credentials.user);
    const given = sha256(credentials.password);
    const matches = timingSafeEqual(given, entry?.secretHash ?? sha256(''));
    return matches && entry !== undefined ? entry.session : null;
  }

  /** Aborts when the session is closed: what it has under way ends with it. */
  endOf(session: Session): AbortSignal {
    return this.#entries.get(session.id)?.ended.signal ?? AbortSignal.abort();
  }

  close(id: string): Session | null {
    const entry = this.#entries.get(id);
    this.#entries.delete(id);
    entry?.ended.abort();
    return entry?.session ?? null;
  }

  list(): readonly Session[] {
    return [...this.#entries.values()].map((entry) => entry.session);
  }

  #refuseRaise(request: SessionRequest): void {
    if (request.parent === null) return;
    const parent = this.#entries.get(request.parent);
    if (parent === undefined) {
      throw new SessionError('unknown-parent', 'the session that asks is not open in this agent');
    }
    const has = parent.session.subject.actor;
    if (TRUST[request.actor] > TRUST[has]) {
      throw new SessionError(
        'raises-actor',
        `a session of actor ${has} cannot open one of actor ${request.actor}`,
      );
    }
  }
}

/** How much is believed of each actor; a child session stays at or below its parent. */
const TRUST: Readonly<Record<Actor, number>> = { ai: 0, ci: 1, mixed: 1, human: 2 };

function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
