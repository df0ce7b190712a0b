import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { SessionSecret } from '../../protocol/control.ts';
import type { Actor, SessionRef, Subject } from '../../protocol/subject.ts';
import type { VouchedSession } from './vouched-session.ts';

/** A program tree, editor window or CI job that may use the proxy. Its secret is kept only as a hash. */
export interface Session extends SessionRef {
  readonly subject: Subject;
  readonly openedAt: string;
  /** Null: no verified token speaks for the subject, so that no claim of it is known. */
  readonly vouched: VouchedSession | null;
  /** Folders it works in, as whoever opened it says. */
  readonly folders: readonly string[];
}

export interface OpenedSession {
  readonly session: Session;
  /** 256 bits, base64url: the password of the proxy URL's user-info. Shown once, kept nowhere. */
  readonly secret: string;
}

export type SessionErrorCode =
  | 'too-many-sessions'
  | 'raises-actor'
  | 'needs-login'
  | 'unknown-parent'
  | 'wrong-secret'
  | 'is-gateway';

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
  /** Whose it is; whom the agent works for unless it is said. */
  readonly subject?: SessionSubject;
  /** The session is given this name and secret, or is found by them where it is still open. */
  readonly resume?: SessionSecret;
  /** When it ends by itself, in milliseconds; absent: it does not. */
  readonly untilMs?: number;
}

/** A session as it can be kept on disk: its secret is not in it. */
export interface KeptSession {
  readonly id: string;
  readonly program: string;
  readonly actor: Actor;
  /** SHA-256 of the secret, lower-case hex. */
  readonly secretHash: string;
}

/** Somebody else than whom the agent works for. */
export interface SessionSubject {
  readonly id: string;
  readonly groups: readonly string[];
  readonly vouched: VouchedSession | null;
}

export interface SessionsOptions {
  readonly subject: { readonly id: string; readonly groups: readonly string[] };
  readonly vouched: VouchedSession | null;
  readonly clock: () => Date;
  readonly maxSessions: number;
}

interface Opening {
  readonly id: string;
  readonly program: string;
  readonly actor: Actor;
  readonly folders?: readonly string[] | undefined;
  readonly subject?: SessionSubject | undefined;
  readonly untilMs?: number;
  readonly secretHash: Buffer;
}

interface Entry {
  readonly session: Session;
  readonly ended: AbortController;
  readonly secretHash: Buffer;
  /** Null: until it is closed. */
  readonly untilMs: number | null;
}

/** Owner of all sessions of this agent, in memory: a restarted agent knows those that were kept, and no other. */
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
    this.#refuseUnlikely(request);
    const { id, secret } = request.resume ?? {
      id: randomBytes(9).toString('base64url'),
      secret: randomBytes(32).toString('base64url'),
    };
    return { session: this.#add({ ...request, id, secretHash: sha256(secret) }), secret };
  }

  /**
   * The open session that is resumed, in the folders it works in by now; null when there is none of its name. Throws
   * SessionError when it is not the caller's, or was opened for another actor.
   */
  resume({ resume, actor, folders }: SessionRequest): Session | null {
    const entry = resume === undefined ? undefined : this.#open(resume.id);
    if (resume === undefined || entry === undefined) return null;
    if (!timingSafeEqual(sha256(resume.secret), entry.secretHash)) {
      throw new SessionError('wrong-secret', 'a session of this name is open, with another secret');
    }
    const has = entry.session.subject.actor;
    if (has !== actor) throw new SessionError('raises-actor', `the session is one of actor ${has}`);
    const session = { ...entry.session, folders: folders ?? entry.session.folders };
    this.#entries.set(session.id, { ...entry, session });
    return session;
  }

  /** Opens a session that was kept; its secret is what it was. */
  restore({ secretHash, ...kept }: KeptSession): void {
    this.#add({ ...kept, secretHash: Buffer.from(secretHash, 'hex') });
  }

  /** What of an open session can be kept. */
  keep(id: string): KeptSession | null {
    const entry = this.#entries.get(id);
    if (entry === undefined) return null;
    const { program, subject } = entry.session;
    return { id, program, actor: subject.actor, secretHash: entry.secretHash.toString('hex') };
  }

  #add(opening: Opening): Session {
    const own = { ...this.#options.subject, vouched: this.#options.vouched };
    const { id, groups, vouched } = opening.subject ?? own;
    const behind = vouched?.actsFor ?? null;
    const session: Session = {
      id: opening.id,
      program: opening.program,
      subject: { id, groups, actor: opening.actor, ...(behind === null ? {} : { actsFor: behind }) },
      openedAt: this.#options.clock().toISOString(),
      vouched,
      folders: opening.folders ?? [],
    };
    this.#entries.set(session.id, {
      session,
      ended: new AbortController(),
      secretHash: opening.secretHash,
      untilMs: opening.untilMs ?? null,
    });
    return session;
  }

  /** The session whose id and secret these are, or null; takes the same time for a wrong id and a wrong secret. */
  identify(credentials: { readonly user: string; readonly password: string }): Session | null {
    const entry = this.#open(credentials.user);
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

  /** What it has under way ends with the session. */
  #open(id: string): Entry | undefined {
    const entry = this.#entries.get(id);
    if (entry === undefined || entry.untilMs === null) return entry;
    if (this.#options.clock().getTime() < entry.untilMs) return entry;
    this.close(id);
    return undefined;
  }

  #refuseRaise(request: SessionRequest): void {
    if (request.parent === null) return;
    const parent = this.#open(request.parent);
    if (parent === undefined) {
      throw new SessionError('unknown-parent', 'the session that asks is not open in this agent');
    }
    const has = parent.session.subject.actor;
    if (!MAY_OPEN[has].includes(request.actor)) {
      throw new SessionError(
        'raises-actor',
        `a session of actor ${has} cannot open one of actor ${request.actor}`,
      );
    }
  }

  /** Where a verified token says what the agent works for, a session of something else is not believed. */
  #refuseUnlikely({ actor, subject }: SessionRequest): void {
    const { vouched } = this.#options;
    if (subject !== undefined || vouched === null || vouched.claims === null) return;
    if (actor === 'ci' && vouched.kind === 'person') {
      throw new SessionError(
        'raises-actor',
        'the agent works for a person and for no pipeline: sign in with --ci',
      );
    }
    if (actor === 'human' && vouched.kind !== 'person') {
      throw new SessionError('raises-actor', `the agent works for a ${vouched.kind}, which is no person`);
    }
  }
}

/** What a child session may be: never more than its parent, and an editor is no pipeline. */
const MAY_OPEN: Readonly<Record<Actor, readonly Actor[]>> = {
  ai: ['ai'],
  ci: ['ai', 'ci'],
  mixed: ['ai', 'mixed'],
  human: ['ai', 'ci', 'mixed', 'human'],
};

function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
