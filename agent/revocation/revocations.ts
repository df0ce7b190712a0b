import { createHash } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import {
  type RevocationKind,
  type RevocationList,
  revocationsJson,
  type SignedRevocations,
} from '../../protocol/revocation.ts';
import type { CollectorClient } from '../collector-client/client.ts';
import { SerialQueue } from '../git/serial-queue.ts';
import { isCollectorsWord } from '../identity/collector-word.ts';
import type { Session } from '../identity/sessions.ts';
import type { RevocationLimits } from './limits.ts';
import { type KeptRevocations, keepRevocations, readRevocations } from './revocations-file.ts';
import { Revoked } from './revoked.ts';

interface RevocationsOptions {
  readonly home: string;
  readonly client: Pick<CollectorClient, 'signedRevocations'>;
  /** Id of the agent's own key. */
  readonly agent: string;
  /** SPKI DER, base64: the pinned one. */
  readonly collectorKey: string;
  readonly clock: () => Date;
  readonly limits: RevocationLimits;
  /** The collector could not be asked, or gave an answer that is not believed. */
  readonly fault: (cause: unknown) => void;
}

/** How often within `maxAgeMs` it is put on the disk that what is known still holds. */
const KEPT_TIMES = 10;

/** What an exchange is allowed by: it ends with any of these. */
interface Entered {
  readonly ended: AbortController;
  readonly session: Pick<Session, 'id' | 'subject'>;
  readonly approvals: Set<string>;
}

export type Entry =
  | { readonly kind: 'open'; readonly ended: AbortSignal; readonly leave: () => void }
  | { readonly kind: 'revoked'; readonly what: string }
  | { readonly kind: 'unknown' };

/** Owner of what this agent knows to be revoked, and of who is to be ended by it. */
export class Revocations {
  readonly #options: RevocationsOptions;
  readonly #stop = new AbortController();
  readonly #entered = new Map<string, Entered>();
  /** One answer is taken after the other. */
  readonly #queue = new SerialQueue();
  #list: SignedRevocations | null = null;
  #keptAt = Number.NEGATIVE_INFINITY;
  #version: number | null = null;
  #issuedAt = Number.NEGATIVE_INFINITY;
  #revoked: ReadonlySet<string> = new Set();

  private constructor(options: RevocationsOptions) {
    this.#options = options;
  }

  /** Takes up what was known before a restart, asks what is new, and goes on asking. */
  static async open(options: RevocationsOptions): Promise<Revocations> {
    const revocations = new Revocations(options);
    revocations.#recall(await readRevocations(options.home));
    await revocations.#askNow();
    void revocations.#follow();
    return revocations;
  }

  /** Lets an exchange of this session begin, unless it is revoked, or for too long nobody knows whether it is. */
  async enter(exchange: string, session: Pick<Session, 'id' | 'subject'>): Promise<Entry> {
    if (!this.#isFresh()) await this.#askNow();
    if (!this.#isFresh()) return { kind: 'unknown' };
    const entered: Entered = { ended: new AbortController(), session, approvals: new Set() };
    const what = this.#whyEnded(entered);
    if (what !== null) return { kind: 'revoked', what };
    this.#entered.set(exchange, entered);
    const leave = (): void => void this.#entered.delete(exchange);
    return { kind: 'open', ended: entered.ended.signal, leave };
  }

  /** The exchange goes on by this approval: it ends with it too. False where that is revoked already. */
  lean(exchange: string, approval: string): boolean {
    this.#entered.get(exchange)?.approvals.add(approval);
    return !this.#has('approval', approval);
  }

  close(): void {
    this.#stop.abort();
  }

  #isFresh(): boolean {
    const { clock, limits } = this.#options;
    return clock().getTime() - this.#issuedAt <= limits.maxAgeMs;
  }

  #has(kind: RevocationKind, target: string): boolean {
    return this.#revoked.has(keyOf(kind, createHash('sha256').update(target).digest('hex')));
  }

  #whyEnded({ session, approvals }: Entered): string | null {
    const { id, actsFor } = session.subject;
    if (this.#has('agent', this.#options.agent)) return 'this agent';
    if (this.#has('subject', id) || (actsFor !== undefined && this.#has('subject', actsFor))) {
      return 'the access of whoever this is for';
    }
    if (this.#has('session', session.id)) return 'this session';
    return [...approvals].some((approval) => this.#has('approval', approval)) ? 'its approval' : null;
  }

  async #follow(): Promise<void> {
    const { client, limits, fault } = this.#options;
    const { signal } = this.#stop;
    let pauseMs = limits.minPauseMs;
    while (!signal.aborted) {
      try {
        await this.#take(await client.signedRevocations({ after: this.#version, now: false }, signal));
        pauseMs = limits.minPauseMs;
      } catch (cause) {
        if (signal.aborted) return;
        fault(cause);
        await delay(pauseMs, undefined, { signal }).catch(() => {});
        pauseMs = Math.min(2 * pauseMs, limits.maxPauseMs);
      }
    }
  }

  async #askNow(): Promise<void> {
    const { client, limits, fault } = this.#options;
    const signal = AbortSignal.any([this.#stop.signal, AbortSignal.timeout(limits.askMs)]);
    try {
      await this.#take(await client.signedRevocations({ after: this.#version, now: true }, signal));
    } catch (cause) {
      if (!this.#stop.signal.aborted) fault(cause);
    }
  }

  /** What was kept and is not the collector's word is as good as nothing. */
  #recall(kept: KeptRevocations | null): void {
    if (kept === null) return;
    try {
      for (const each of kept) this.#believe(each);
      this.#list = kept[0];
    } catch (cause) {
      this.#options.fault(cause);
    }
  }

  /** On the disk before anybody goes by it; that nothing changed is put there now and then, for a restart. */
  #take(answer: SignedRevocations): Promise<void> {
    return this.#queue.run(async () => {
      const isNews = this.#believe(answer);
      if (isNews) this.#list = answer;
      const { home, limits } = this.#options;
      const isLate = this.#issuedAt - this.#keptAt > limits.maxAgeMs / KEPT_TIMES;
      if (this.#list === null || !(isNews || isLate)) return;
      await keepRevocations(home, [this.#list, answer]);
      this.#keptAt = this.#issuedAt;
    });
  }

  /** Whether there was news in it. Throws where it is not the collector's, or older than what is known. */
  #believe({ statement, signature }: SignedRevocations): boolean {
    const said = {
      context: 'countersign-revocations-v1',
      statement: revocationsJson(statement),
      signature,
    } as const;
    if (!isCollectorsWord(said, this.#options.collectorKey)) {
      throw new Error('the list of revocations is not signed by the collector of this agent');
    }
    const known = this.#version;
    if (known !== null && statement.version < known) {
      throw new Error(
        `the collector answered with revocations of version ${statement.version}, after ${known}`,
      );
    }
    if (statement.revoked === null && statement.version !== known) {
      throw new Error('the collector answered that nothing changed, of a version that was not asked for');
    }
    this.#issuedAt = Math.max(this.#issuedAt, Date.parse(statement.issuedAt));
    if (statement.revoked === null) return false;
    this.#apply(statement, statement.revoked);
    return true;
  }

  #apply({ version }: RevocationList, revoked: NonNullable<RevocationList['revoked']>): void {
    this.#version = version;
    this.#revoked = new Set(revoked.map(({ kind, digest }) => keyOf(kind, digest)));
    for (const entered of this.#entered.values()) {
      const what = this.#whyEnded(entered);
      if (what !== null) entered.ended.abort(new Revoked(what));
    }
  }
}

function keyOf(kind: RevocationKind, digest: string): string {
  return `${kind} ${digest}`;
}
