import { join } from 'node:path';
import { isActor } from '../../protocol/subject.ts';
import { SerialQueue } from '../git/serial-queue.ts';
import { readPrivateFile, replacePrivateFile } from '../private-file.ts';
import { type KeptSession, SessionError, type Sessions } from './sessions.ts';

export class LastingSessionsError extends Error {
  readonly code: 'not-private' | 'malformed';
  readonly hint = 'remove the file and set the editor up again';

  constructor(code: LastingSessionsError['code'], message: string) {
    super(message);
    this.name = 'LastingSessionsError';
    this.code = code;
  }
}

const MAX_LASTING = 32;
const MAX_BYTES = 64 * 1024;

/**
 * Owner of the file of sessions that outlive the agent: an editor's settings name a proxy with its secret, and are
 * read before anybody could ask for another one. The file holds hashes of secrets.
 */
export class LastingSessions {
  readonly #path: string;
  readonly #sessions: Sessions;
  /** Of two that come together, the file holds what the later one left. */
  readonly #queue = new SerialQueue();
  #ids: readonly string[];

  private constructor(path: string, sessions: Sessions, ids: readonly string[]) {
    this.#path = path;
    this.#sessions = sessions;
    this.#ids = ids;
  }

  /** Opens again what was kept. Throws LastingSessionsError. */
  static async open(home: string, sessions: Sessions): Promise<LastingSessions> {
    const path = join(home, 'agent', 'lasting-sessions.json');
    const refuse = (_fault: string, message: string) => new LastingSessionsError('not-private', message);
    const content = await readPrivateFile(path, { maxBytes: MAX_BYTES, refuse });
    const kept = content === null ? [] : keptSessions(content.toString('utf8'), path);
    for (const session of kept) sessions.restore(session);
    return new LastingSessions(
      path,
      sessions,
      kept.map(({ id }) => id),
    );
  }

  /** Keeps an open session. Throws SessionError when there are too many. */
  async add(id: string): Promise<void> {
    if (this.#ids.length >= MAX_LASTING) {
      const message = `${this.#ids.length} sessions are kept for editors, which is the limit`;
      throw new SessionError('too-many-sessions', message);
    }
    await this.#write([...this.#ids, id]);
  }

  async remove(id: string): Promise<void> {
    if (this.#ids.includes(id)) await this.#write(this.#ids.filter((kept) => kept !== id));
  }

  #write(ids: readonly string[]): Promise<void> {
    this.#ids = ids;
    return this.#queue.run(() => {
      const kept = this.#ids.flatMap((id) => this.#sessions.keep(id) ?? []);
      return replacePrivateFile(this.#path, `${JSON.stringify(kept, null, 2)}\n`);
    });
  }
}

function keptSessions(text: string, path: string): readonly KeptSession[] {
  const value = parsed(text, path);
  if (Array.isArray(value) && value.length <= MAX_LASTING && value.every(isKept)) return value;
  throw new LastingSessionsError('malformed', `${path} does not hold a list of sessions`);
}

function parsed(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new LastingSessionsError('malformed', `${path} is not JSON`);
  }
}

function isKept(value: unknown): value is KeptSession {
  if (typeof value !== 'object' || value === null) return false;
  const { id, program, actor, secretHash } = value as Partial<Record<keyof KeptSession, unknown>>;
  const isHash = typeof secretHash === 'string' && /^[0-9a-f]{64}$/.test(secretHash);
  return typeof id === 'string' && typeof program === 'string' && isActor(actor) && isHash;
}
