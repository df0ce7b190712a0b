import { describe, expect, test } from 'vitest';
import { describeRecord } from '../../collector/search/indexer.ts';
import type { RecordFilter } from '../../collector/store/record-filter.ts';
import type { Accepted } from '../../collector/store/records.ts';
import type { DueKey, HoldScope, KeptFrom, Tell } from '../../collector/store/retention.ts';
import type { Store } from '../../collector/store/store.ts';
import type { AuditRecord, SignedRecord } from '../../protocol/audit-record.ts';
import type { ChainPosition } from '../../protocol/chain.ts';
import { recordHash } from '../../protocol/chain.ts';
import { isClosed } from '../../protocol/record-content.ts';
import { type TestChain, testRecord } from './collector.ts';
import { hex, sha256 } from './merkle.ts';
import { passSignatures } from './pass-signatures.ts';

interface Subject {
  /** Two on one database. */
  readonly stores: () => readonly [Store, Store];
  readonly enrolled: () => Promise<TestChain>;
}

const DAY_MS = 24 * 60 * 60_000;
const TODAY = Math.floor(Date.parse('2026-11-21T08:00:00.000Z') / DAY_MS);
export const ALL_RECORDS: RecordFilter = {
  session: null,
  exchange: null,
  event: null,
  agent: null,
  since: null,
  until: null,
  facets: [],
  words: [],
  after: null,
  order: 'oldest',
  limit: 1000,
};
const EVERYTHING: HoldScope = { subject: null, session: null, repository: null, since: null, until: null };
const LONG_AGO: KeptFrom = { prompt: TODAY, answer: TODAY };

let sessions = 0;

/** What a store keeps to when what was said in it is destroyed. */
export function keepsToRetention({ stores, enrolled }: Subject): void {
  const hashOf = (record: AuditRecord) => recordHash(record, (text) => hex(sha256(Buffer.from(text))));
  const accepting = (records: readonly SignedRecord[], day: number): Accepted => ({
    receivedAt: day * DAY_MS + 1,
    records: records.map(testRecord),
    findings: [],
    oddities: [],
  });

  /** A session of somebody, in which something was asked and answered on a day, and pushed. */
  async function said(day: number, word: string, makeFindable = indexed) {
    sessions += 1;
    const [session, subject, repository] = [`s-${sessions}`, `dana-${sessions}`, `git.example/r-${sessions}`];
    const chain = await enrolled();
    const part = (text: string) => ({ part: 0, origin: `origin${word}`, text });
    const content = (side: string) => ({
      event: 'exchange.content' as const,
      session,
      detail: { side, salt: `salt-${side}`, parts: [part(`${side} ${word}`)] },
    });
    const records = [
      ...chain.grow(1, { event: 'session.opened', session, detail: { subject } }),
      ...chain.grow(1, content('prompt')),
      ...chain.grow(1, content('answer')),
      ...chain.grow(1, { session, detail: { operation: { repository } } }),
    ];
    const [store] = stores();
    await store.records.append({ agent: chain.id, seqs: [], decide: () => accepting(records, day) });
    await makeFindable();
    return { chain, session, subject, repository, records };
  }

  async function indexed(): Promise<void> {
    const [store] = stores();
    await passSignatures(store);
    while ((await store.search.indexNext(100, describeRecord)) > 0);
  }

  async function found(change: Partial<RecordFilter>) {
    const [, other] = stores();
    return (await other.records.page({ ...ALL_RECORDS, ...change })).map(({ record }) => record);
  }

  const closedOnes = async (session: string) => (await found({ session })).filter(isClosed);

  /** The chain of a collector, which says what it destroys. */
  async function own() {
    const chain = await enrolled();
    const one = (before: ChainPosition, detail: AuditRecord['detail']): Accepted => {
      expect(before.seq).toBe(chain.length());
      return accepting(chain.grow(1, { event: 'agent.started', session: null, detail }), TODAY);
    };
    const tell: Tell<readonly DueKey[]> = (before, keys) =>
      one(before, { sessions: keys.map(({ session }) => session) });
    return { agent: chain.id, tell, one };
  }

  async function destroyAll(keptFrom: KeptFrom = LONG_AGO): Promise<void> {
    const [store] = stores();
    const { agent, tell } = await own();
    while ((await store.retention.destroyNext({ agent, keptFrom, limit: 100 }, tell)).length > 0);
  }

  async function sweepAll(): Promise<void> {
    const [, other] = stores();
    while ((await other.retention.sweepNext(1, describeRecord)) > 0);
  }

  describe('what was said', () => {
    test('comes back whole while its key is there', async () => {
      const { session, records } = await said(TODAY, 'quokka');
      expect(await found({ session })).toEqual(records.map(({ record }) => record));
      expect(await found({ words: ['prompt', 'quokka'] })).toHaveLength(1);
    });

    test('is neither read nor found from the moment that its key is destroyed', async () => {
      const { session, records } = await said(TODAY - 30, 'numbat');
      await destroyAll();
      const left = await found({ session });
      expect(left.map(isClosed)).toEqual([false, true, true, false]);
      expect(left.map(hashOf)).toEqual(records.map(({ record }) => hashOf(record)));
      expect(JSON.stringify(left)).not.toContain('prompt numbat');
      expect(await found({ words: ['numbat'] })).toEqual([]);
    });

    test('is swept out in steps that any collector takes, and what its record still says is found', async () => {
      const [store] = stores();
      const { session } = await said(TODAY - 30, 'bilby');
      await destroyAll();
      expect(await store.retention.unswept()).toBeGreaterThan(0);
      await sweepAll();
      expect(await store.retention.unswept()).toBeGreaterThan(0);
      await store.retention.compact();
      expect(await store.retention.unswept()).toBe(0);
      expect(await found({ words: ['bilby'] })).toEqual([]);
      expect(await found({ words: ['originbilby'] })).toHaveLength(2);
      expect(await found({ session })).toHaveLength(4);
    });

    test('is not found when it was destroyed before it was made findable', async () => {
      const chain = await enrolled();
      const detail = { side: 'prompt', salt: 's', parts: [{ text: 'wombat' }] };
      const records = chain.grow(1, { event: 'exchange.content', session: 'late', detail });
      const [store] = stores();
      await store.records.append({ agent: chain.id, seqs: [], decide: () => accepting(records, TODAY - 9) });
      await destroyAll();
      await sweepAll();
      await indexed();
      expect(await found({ words: ['wombat'] })).toEqual([]);
      expect(await closedOnes('late')).toHaveLength(1);
    });

    test('in the same session later has a key of its own', async () => {
      const { chain, session } = await said(TODAY - 30, 'dunnart');
      await destroyAll();
      const [store] = stores();
      const detail = { side: 'prompt', salt: 's', parts: [{ text: 'dunnart again' }] };
      for (const day of [TODAY - 30, TODAY]) {
        const records = chain.grow(1, { event: 'exchange.content', session, detail });
        await store.records.append({ agent: chain.id, seqs: [], decide: () => accepting(records, day) });
      }
      expect(await closedOnes(session)).toHaveLength(2);
      await destroyAll();
      expect(await closedOnes(session)).toHaveLength(3);
    });

    test('is kept, and nothing is told, when it cannot be told of', async () => {
      const { session } = await said(TODAY - 30, 'potoroo');
      const [store] = stores();
      const { agent } = await own();
      const size = await store.log.size();
      const failing = store.retention.destroyNext({ agent, keptFrom: LONG_AGO, limit: 100 }, () => {
        throw new Error('no key to sign with');
      });
      await expect(failing).rejects.toThrow('no key to sign with');
      expect(await closedOnes(session)).toEqual([]);
      expect(await store.log.size()).toBe(size);
    });

    test.each<[string, KeptFrom, number]>([
      ['nothing', { prompt: null, answer: null }, 0],
      ['what is of that day', { prompt: TODAY - 30, answer: TODAY - 30 }, 0],
      ['prompts alone', { prompt: TODAY, answer: null }, 1],
      ['both', { prompt: TODAY - 29, answer: TODAY - 29 }, 2],
    ])('of each kind has its own time: %s goes', async (_name, keptFrom, gone) => {
      const { session } = await said(TODAY - 30, 'kowari');
      await destroyAll(keptFrom);
      expect(await closedOnes(session)).toHaveLength(gone);
      await destroyAll();
    });
  });

  describe('a hold', () => {
    async function hold(scope: Partial<HoldScope>) {
      const [store] = stores();
      const { agent, one } = await own();
      const row = { ...EVERYTHING, ...scope, reason: 'a case', by: 'rita', at: 1 };
      const id = await store.retention.addHold(row, agent, (head, held) => one(head, { held }));
      const release = () =>
        store.retention.releaseHold({ id, by: 'rita', at: 2, agent }, (head, { reason }) =>
          one(head, { reason }),
        );
      return { id, release };
    }

    type Said = Awaited<ReturnType<typeof said>>;
    const day = (offset: number): number => (TODAY - 30 + offset) * DAY_MS;

    test.each<[string, (of: Said) => Partial<HoldScope>, boolean]>([
      ['of its user', ({ subject }) => ({ subject }), true],
      ['of its session', ({ session }) => ({ session }), true],
      ['of a repository it went to', ({ repository }) => ({ repository }), true],
      ['of all of them', ({ subject, session, repository }) => ({ subject, session, repository }), true],
      ['of its day', ({ session }) => ({ session, since: day(0), until: day(1) }), true],
      [
        'of one moment in its day',
        ({ session }) => ({ session, since: day(0.5), until: day(0.5) + 1 }),
        true,
      ],
      ['of another user', ({ session }) => ({ session, subject: 'somebody' }), false],
      ['of another repository', ({ subject }) => ({ subject, repository: 'git.example/other' }), false],
      ['of the day after', ({ session }) => ({ session, since: day(1) }), false],
      ['of the day before', ({ session }) => ({ session, until: day(0) }), false],
    ])('%s', async (_name, scopeOf, keeps) => {
      const of = await said(TODAY - 30, 'mulgara');
      const { release } = await hold(scopeOf(of));
      const [, other] = stores();
      const sums = await other.retention.due(LONG_AGO);
      expect(sums.map(({ kind, isHeld, records }) => ({ kind, isHeld, records }))).toEqual([
        { kind: 'answer', isHeld: keeps, records: 1 },
        { kind: 'prompt', isHeld: keeps, records: 1 },
      ]);
      await destroyAll();
      expect(await closedOnes(of.session)).toHaveLength(keeps ? 0 : 2);
      expect(await release()).toBe(true);
      expect(await release()).toBe(false);
      await destroyAll();
      expect(await closedOnes(of.session)).toHaveLength(2);
      expect(await other.retention.due(LONG_AGO)).toEqual([]);
    });

    test.each<[string, Partial<HoldScope>]>([
      ['user', { subject: 'somebody' }],
      ['repository', { repository: 'git.example/somewhere' }],
    ])('of a %s keeps what is not findable yet, until it is known whose it is', async (_name, scope) => {
      const { session } = await said(TODAY - 30, 'quoll', async () => {});
      const { release } = await hold(scope);
      await destroyAll();
      expect(await closedOnes(session)).toEqual([]);
      await indexed();
      await destroyAll();
      expect(await closedOnes(session)).toHaveLength(2);
      await release();
    });

    test('is listed until it is released', async () => {
      const { id, release } = await hold({ subject: 'dana', until: 5 });
      const [, other] = stores();
      const row = { ...EVERYTHING, id, subject: 'dana', until: 5, reason: 'a case', by: 'rita', at: 1 };
      expect(await other.retention.holds()).toEqual([row]);
      await release();
      expect(await other.retention.holds()).toEqual([]);
    });
  });

  test('one collector does this work at a time', async () => {
    const [store, other] = stores();
    expect(await store.retention.lease('one', 60_000)).toBe(true);
    expect(await other.retention.lease('two', 60_000)).toBe(false);
    expect(await store.retention.lease('one', 0)).toBe(true);
    expect(await other.retention.lease('two', 0)).toBe(true);
  });
}
