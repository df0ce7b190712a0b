import { createHash } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import {
  type Revocation,
  type Revoked,
  type RevokedTarget,
  type RevokeRequest,
  revocationsJson,
  type SignedRevocations,
} from '../../protocol/revocation.ts';
import { MAX_REVOCATIONS } from '../../protocol/revocation-schema.ts';
import { statementBytes } from '../../protocol/signed-statement.ts';
import { ApiFault } from '../api-fault.ts';
import type { Caller } from '../identity/caller.ts';
import type { CollectorKey } from '../identity/collector-key.ts';
import type { CollectorLimits } from '../limits.ts';
import type { RecordFilter } from '../store/record-filter.ts';
import type { RevocationRow } from '../store/revocations.ts';
import type { Store } from '../store/store.ts';

interface RevocationRoomPorts {
  readonly store: Pick<Store, 'revocations' | 'agents' | 'records'>;
  readonly key: CollectorKey;
  readonly clock: () => Date;
  readonly limits: Pick<CollectorLimits, 'revocationWaitMs' | 'revocationPollMs'>;
}

/** Owner of what is known to be revoked; the store has the truth, and is looked at again and again. */
export class RevocationRoom {
  readonly #ports: RevocationRoomPorts;
  readonly #closed = new AbortController();
  #version = -1;
  #rows: readonly RevocationRow[] = [];
  #revoked: readonly RevokedTarget[] = [];
  #subjects: ReadonlySet<string> = new Set();
  #agents: ReadonlySet<string> = new Set();
  readonly #listeners: (() => void)[] = [];
  #change = Promise.withResolvers<void>();

  private constructor(ports: RevocationRoomPorts) {
    this.#ports = ports;
  }

  static async open(ports: RevocationRoomPorts): Promise<RevocationRoom> {
    const room = new RevocationRoom(ports);
    await room.refresh();
    return room;
  }

  /** Looks whether another process on the same store revoked something. */
  async refresh(): Promise<void> {
    const { revocations } = this.#ports.store;
    const version = await revocations.version();
    if (version === this.#version) return;
    const rows = await revocations.active();
    this.#version = version;
    this.#rows = rows;
    this.#revoked = rows.map(({ kind, target }) => ({ kind, digest: sha256(target) }));
    this.#subjects = new Set(rows.flatMap(({ kind, target }) => (kind === 'subject' ? [target] : [])));
    this.#agents = new Set(rows.flatMap(({ kind, target }) => (kind === 'agent' ? [target] : [])));
    this.#change.resolve();
    this.#change = Promise.withResolvers();
    for (const listener of this.#listeners) listener();
  }

  /** Hears whenever something was revoked or lifted, here or by another process on the same store. */
  onChange(listener: () => void): void {
    this.#listeners.push(listener);
  }

  /** Whether the caller, whoever it acts for, or its agent is revoked. */
  async isRevoked(caller: Caller): Promise<boolean> {
    if (this.isRevokedSubject(caller)) return true;
    if (this.#agents.size === 0 || !caller.roles.includes('agent')) return false;
    const agent = await this.#ports.store.agents.ofToken(caller.token);
    return agent !== null && this.#agents.has(agent.id);
  }

  isRevokedSubject({ subject, vouched: { actsFor } }: Pick<Caller, 'subject' | 'vouched'>): boolean {
    return this.#subjects.has(subject) || (actsFor !== null && this.#subjects.has(actsFor));
  }

  list(): readonly Revocation[] {
    return this.#rows.map((row) => ({ ...row, at: new Date(row.at).toISOString() }));
  }

  /** Also what nobody has heard of: who is to be kept out may not have come yet. */
  async revoke(request: RevokeRequest, by: string): Promise<Revoked> {
    const at = this.#ports.clock().getTime();
    const row = await this.#ports.store.revocations.add({ ...request, by, at }, MAX_REVOCATIONS);
    if (row === null) {
      throw new ApiFault('too-many', `${MAX_REVOCATIONS} revocations are active, which is the limit`);
    }
    await this.refresh();
    return { ...row, at: new Date(row.at).toISOString(), isRecorded: await this.#isRecorded(request) };
  }

  async #isRecorded({ kind, target }: RevokeRequest): Promise<boolean> {
    // One that nobody asked for is refused before it comes here.
    if (kind === 'approval') return true;
    const named = {
      subject: { facets: [{ name: 'subject', value: target }] },
      session: { session: target },
      agent: { agent: target },
    }[kind];
    return (await this.#ports.store.records.page({ ...NEWEST, ...named })).length > 0;
  }

  async lift(id: number, by: string): Promise<void> {
    const isLifted = await this.#ports.store.revocations.lift(id, by, this.#ports.clock().getTime());
    if (!isLifted) throw new ApiFault('not-found', `there is no active revocation ${id}`);
    await this.refresh();
  }

  /** The signed list once it is another than in version `after`, or after a while as it is. */
  async since(after: number | null, signal: AbortSignal): Promise<SignedRevocations> {
    const { limits, key, clock } = this.#ports;
    const end = AbortSignal.any([signal, this.#closed.signal]);
    const until = performance.now() + limits.revocationWaitMs;
    while (after === this.#version && !end.aborted && performance.now() < until) {
      const pauseMs = Math.max(0, Math.min(limits.revocationPollMs, until - performance.now()));
      const pause = delay(pauseMs, undefined, { signal: end }).catch(() => {});
      await Promise.race([this.#change.promise, pause]);
    }
    const statement = {
      version: this.#version,
      issuedAt: clock().toISOString(),
      revoked: after === this.#version ? null : this.#revoked,
    };
    const bytes = statementBytes('countersign-revocations-v1', revocationsJson(statement));
    return { statement, signature: key.sign(bytes) };
  }

  /** Answers everybody who waits. */
  close(): void {
    this.#closed.abort();
  }
}

const NEWEST: RecordFilter = {
  ...{ session: null, exchange: null, event: null, agent: null, since: null, until: null },
  ...{ facets: [], words: [], after: null, order: 'newest', limit: 1 },
};

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
