import type { JsonObject } from '../../protocol/json.ts';
import type { Hold, HoldRequest } from '../../protocol/retention.ts';
import { MAX_HOLDS } from '../../protocol/retention-schema.ts';
import { ApiFault } from '../api-fault.ts';
import type { OwnChain } from '../log/own-chain.ts';
import type { HoldRow } from '../store/retention.ts';
import type { Store } from '../store/store.ts';

interface HoldPorts {
  readonly store: Pick<Store, 'retention'>;
  readonly chain: OwnChain;
  readonly clock: () => Date;
  readonly onGrown: () => void;
}

/** What is kept whatever its age. Each hold, and its release, is a record of the collector's in the log. */
export class HoldRoom {
  readonly #ports: HoldPorts;

  constructor(ports: HoldPorts) {
    this.#ports = ports;
  }

  async list(): Promise<readonly Hold[]> {
    return (await this.#ports.store.retention.holds()).map(presented);
  }

  async place(request: HoldRequest, by: string): Promise<Hold> {
    const { store, chain, clock, onGrown } = this.#ports;
    const row = rowOf(request, { by, at: clock().getTime() });
    if (row.since !== null && row.until !== null && row.since >= row.until) {
      throw new ApiFault('invalid', 'since is not before until, so that nothing would be held');
    }
    if ((await store.retention.holds()).length >= MAX_HOLDS) {
      throw new ApiFault('too-many', `${MAX_HOLDS} holds are active, which is the limit`);
    }
    await chain.open();
    const id = await store.retention.addHold(row, chain.agent, (head, hold) =>
      chain.tell(head, [
        { event: 'hold.placed', session: row.session, detail: detailOf({ ...row, id: hold }) },
      ]),
    );
    onGrown();
    return presented({ ...row, id });
  }

  async release(id: number, by: string): Promise<void> {
    const { store, chain, clock, onGrown } = this.#ports;
    await chain.open();
    const at = clock().getTime();
    const isReleased = await store.retention.releaseHold({ id, by, at, agent: chain.agent }, (head, hold) =>
      chain.tell(head, [
        { event: 'hold.released', session: hold.session, detail: { ...detailOf(hold), by } },
      ]),
    );
    if (!isReleased) throw new ApiFault('not-found', `there is no active hold ${id}`);
    onGrown();
  }
}

function rowOf(
  { subject, session, repository, since, until, reason }: HoldRequest,
  { by, at }: Pick<HoldRow, 'by' | 'at'>,
): Omit<HoldRow, 'id'> {
  return {
    subject: subject ?? null,
    session: session ?? null,
    repository: repository ?? null,
    since: since === undefined ? null : Date.parse(since),
    until: until === undefined ? null : Date.parse(until),
    ...{ reason, by, at },
  };
}

function presented({ since, until, at, ...row }: HoldRow): Hold {
  return { ...row, since: instant(since), until: instant(until), at: new Date(at).toISOString() };
}

function detailOf(row: HoldRow): JsonObject {
  const { id: hold, subject, repository, since, until, reason, by } = presented(row);
  return { hold, subject, repository, since, until, reason, by };
}

function instant(at: number | null): string | null {
  return at === null ? null : new Date(at).toISOString();
}
