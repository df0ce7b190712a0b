import { Ajv } from 'ajv';
import { closed, list, text, whole } from '../../../protocol/schema.ts';
import { SerialQueue } from '../../git/serial-queue.ts';
import { readPrivateFile, replacePrivateFile } from '../../private-file.ts';
import { GatewayError } from '../gateway-error.ts';
import type { VouchedCommit } from './vouched-commits.ts';

/** A status that GitHub does not have yet. */
export interface PendingStatus extends VouchedCommit {
  readonly attempts: number;
  /** Milliseconds since the epoch. */
  readonly notBefore: number;
}

const MAX_BYTES = 16 * 1024 ** 2;
const TEXT = text(2000);
const isQueue = new Ajv().compile<readonly PendingStatus[]>(
  list(
    closed({
      ...{ host: TEXT, repository: TEXT, commit: TEXT, session: TEXT, exchange: TEXT },
      ...{ attempts: whole(0, 1_000_000), notBefore: whole(0, Number.MAX_SAFE_INTEGER) },
    }),
    { max: 1_000_000 },
  ),
);

/**
 * Owner of the statuses that are still to be posted, in memory and in a file that is whole or as it was before. Of too
 * many the oldest go.
 */
export class StatusQueue {
  readonly #path: string;
  readonly #maxPending: number;
  readonly #writes = new SerialQueue();
  #pending: readonly PendingStatus[];

  private constructor(path: string, maxPending: number, pending: readonly PendingStatus[]) {
    this.#path = path;
    this.#maxPending = maxPending;
    this.#pending = pending;
  }

  /** Throws GatewayError where what is kept cannot be read: it was promised to somebody. */
  static async open(path: string, maxPending: number): Promise<StatusQueue> {
    const refuse = (_fault: unknown, message: string): GatewayError => damaged(message);
    const kept = await readPrivateFile(path, { maxBytes: MAX_BYTES, refuse });
    return new StatusQueue(path, maxPending, kept === null ? [] : parsed(kept, path));
  }

  get pending(): readonly PendingStatus[] {
    return this.#pending;
  }

  /** On disk when it resolves, with those that had to go for it. */
  async add(more: readonly PendingStatus[]): Promise<readonly PendingStatus[]> {
    const all = [...this.#pending, ...more];
    const gone = all.slice(0, Math.max(0, all.length - this.#maxPending));
    this.#pending = all.slice(gone.length);
    await this.#write();
    return gone;
  }

  /** Null: it is no longer pending. */
  async replace(one: PendingStatus, other: PendingStatus | null): Promise<void> {
    this.#pending = this.#pending.flatMap((each) => {
      if (each !== one) return [each];
      return other === null ? [] : [other];
    });
    await this.#write();
  }

  #write(): Promise<void> {
    return this.#writes.run(() => replacePrivateFile(this.#path, JSON.stringify(this.#pending)));
  }
}

function parsed(kept: Buffer, path: string): readonly PendingStatus[] {
  let value: unknown;
  try {
    value = JSON.parse(kept.toString('utf8'));
  } catch {
    throw damaged(`${path} is not JSON`);
  }
  if (!isQueue(value)) throw damaged(`${path} is no list of statuses`);
  return value;
}

function damaged(what: string): GatewayError {
  return new GatewayError('bad-settings', what, 'remove it, and push again what has no status');
}
