import { randomBytes } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { describeRecord } from '../../collector/search/indexer.ts';
import type { NewApproval, StoredAsk, Transition } from '../../collector/store/approvals.ts';
import { DAY_MS } from '../../collector/store/content-seal.ts';
import type { Accepted } from '../../collector/store/records.ts';
import type { HoldScope, Tell } from '../../collector/store/retention.ts';
import type { DueReview } from '../../collector/store/review-retention.ts';
import type { Store } from '../../collector/store/store.ts';
import type { ApprovalState } from '../../protocol/approval.ts';
import type { ChainPosition } from '../../protocol/chain.ts';
import type { JsonObject } from '../../protocol/json.ts';
import { askFor, type TestChain, testRecord } from './collector.ts';
import { passSignatures } from './pass-signatures.ts';

interface Subject {
  /** Two on one database. */
  readonly stores: () => readonly [Store, Store];
  readonly enrolled: () => Promise<TestChain>;
}

const TODAY = Math.floor(Date.parse('2026-11-21T08:00:00.000Z') / DAY_MS);
const SHOWN = 'a line that only reviewers were shown';
const DENIED: ApprovalState = { kind: 'denied', by: 'rita', reason: 'no' };

/** What a store keeps to when what reviewers were shown in it is destroyed. */
export function keepsToReviewRetention({ stores, enrolled }: Subject): void {
  /** Somebody asked for something `daysAgo`, and this became of it. */
  async function asked(daysAgo: number, state: ApprovalState, change: Partial<StoredAsk> = {}) {
    const [store] = stores();
    const id = randomBytes(10).toString('hex');
    const names = { subject: `dana-${id}`, session: `s-${id}`, repository: `git.example/r-${id}` };
    const { diff: _none, ...push } = askFor({
      binding: { requester: names.subject, repository: names.repository },
      summary: { session: names.session },
    });
    const lines = {
      kind: 'lines' as const,
      moreLines: 0,
      hunks: [{ oldStart: 1, newStart: 1, lines: [SHOWN] }],
    };
    const file = { commit: 'net', path: 'a', kind: 'modified' as const, content: lines };
    const approval: NewApproval = {
      ...{ id, digest: id, askedAt: (TODAY - daysAgo) * DAY_MS, expiresAt: 1 },
      ask: { ...push, ...change },
      review: { target: id, diff: { files: [file], moreFiles: 0, moreCommits: 0 } },
    };
    await store.approvals.ask(approval, 10);
    const over: Transition = { change: { kind: 'expire' }, by: 'rita', at: 2, state, dueAt: null };
    if (state.kind !== 'pending') await store.approvals.change(id, () => over);
    return { id, ...names };
  }

  /** The chain of a collector, which says what it destroys. */
  async function own() {
    const chain = await enrolled();
    const one = (head: ChainPosition, details: readonly JsonObject[]): Accepted => {
      expect(head.seq).toBe(chain.length());
      const records = details.flatMap((detail) =>
        chain.grow(1, { event: 'agent.started', session: null, detail }),
      );
      return { receivedAt: TODAY * DAY_MS, records: records.map(testRecord), findings: [], oddities: [] };
    };
    const tell: Tell<readonly DueReview[]> = (head, reviews) =>
      one(
        head,
        reviews.map((review) => ({ ...review })),
      );
    return { agent: chain.id, tell, one };
  }

  async function destroyAll(keptFrom: number | null = TODAY): Promise<readonly JsonObject[]> {
    const [store] = stores();
    const { agent, tell } = await own();
    const told: JsonObject[] = [];
    for (;;) {
      const some = await store.reviewRetention.destroyNext({ agent, keptFrom, limit: 2 }, tell);
      if (some.length === 0) return told;
      told.push(...some.map(({ record }) => record.detail));
    }
  }

  const isDestroyed = async (id: string) => (await stores()[1].approvalReviews.shown(id))?.isDestroyed;

  test('is destroyed with a record that says so, and the approval stays', async () => {
    const [store, other] = stores();
    const { id, subject, session, repository } = await asked(30, DENIED);
    const before = await other.approvals.byId(id);
    expect(await destroyAll()).toContainEqual({
      approval: id,
      subject,
      session,
      repository,
      day: TODAY - 30,
    });
    expect(await other.approvalReviews.shown(id)).toEqual({ diff: null, isDestroyed: true });
    expect(await other.approvals.byId(id)).toEqual(before);
    expect(await store.reviewRetention.unswept()).toBeGreaterThan(0);
    await other.reviewRetention.compact();
    expect(await store.reviewRetention.unswept()).toBe(0);
    expect(await destroyAll()).toEqual([]);
  });

  test('is the beginning of a prompt as well', async () => {
    const { requirements, binding } = askFor();
    const { rules, requester } = binding;
    const { id } = await asked(
      30,
      { kind: 'expired' },
      {
        requirements,
        binding: { action: 'mcp.call', host: 'h', path: '/', request: '0'.repeat(64), rules, requester },
        summary: {
          ...{
            kind: 'request',
            host: 'h',
            path: '/',
            request: '',
            what: 'a tool',
            actor: 'ai',
            program: 'code',
          },
          ...{ session: 's', excerpt: SHOWN, chars: SHOWN.length, secrets: 0 },
        },
      },
    );
    const read = async () => (await stores()[1].approvals.byId(id))?.ask.summary;
    const summary = await read();
    expect(summary).toMatchObject({ excerpt: SHOWN });
    expect(await destroyAll()).toContainEqual(expect.objectContaining({ approval: id, repository: null }));
    expect(await read()).toEqual({ ...summary, excerpt: '' });
  });

  test.each<[string, number, ApprovalState, number | null, boolean]>([
    ['of an approval that waits', 30, { kind: 'pending' }, TODAY, false],
    ['of one that may be used', 30, { kind: 'granted', validUntil: '' }, TODAY, false],
    ['of one that an exchange has', 30, { kind: 'claimed', exchange: 'x' }, TODAY, true],
    ['of one that was used', 30, { kind: 'spent', exchange: 'x' }, TODAY, true],
    ['of the last day that goes', 30, DENIED, TODAY - 29, true],
    ['of the first day that is kept', 30, DENIED, TODAY - 30, false],
    ['while all is kept', 30, DENIED, null, false],
  ])('%s', async (_name, daysAgo, state, keptFrom, goes) => {
    const { id } = await asked(daysAgo, state);
    await destroyAll(keptFrom);
    expect(await isDestroyed(id)).toBe(goes);
    await destroyAll();
  });

  test('is kept, and nothing is told, when it cannot be told of', async () => {
    const [store] = stores();
    const { id } = await asked(30, DENIED);
    const { agent } = await own();
    const failing = store.reviewRetention.destroyNext({ agent, keptFrom: TODAY, limit: 9 }, () => {
      throw new Error('no key to sign with');
    });
    await expect(failing).rejects.toThrow('no key to sign with');
    expect(await isDestroyed(id)).toBe(false);
    await destroyAll();
  });

  describe('under a hold', () => {
    type Asked = Awaited<ReturnType<typeof asked>>;
    const EVERYTHING: HoldScope = {
      subject: null,
      session: null,
      repository: null,
      since: null,
      until: null,
    };

    /** Gives what releases it. */
    async function hold(scope: Partial<HoldScope>): Promise<() => Promise<boolean>> {
      const [store] = stores();
      const { agent, one } = await own();
      const row = { ...EVERYTHING, ...scope, reason: 'a case', by: 'rita', at: 1 };
      const id = await store.retention.addHold(row, agent, (head, held) => one(head, [{ held }]));
      const release = { id, by: 'rita', at: 2, agent };
      return () => store.retention.releaseHold(release, (head) => one(head, [{ hold: id }]));
    }

    test.each<[string, (of: Asked) => Partial<HoldScope>, boolean]>([
      ['of whoever asked', ({ subject }) => ({ subject }), true],
      ['of its session', ({ session }) => ({ session }), true],
      ['of its repository', ({ repository }) => ({ repository }), true],
      [
        'of its day',
        ({ session }) => ({ session, since: (TODAY - 30) * DAY_MS, until: (TODAY - 29) * DAY_MS }),
        true,
      ],
      ['of somebody else', ({ session }) => ({ session, subject: 'somebody' }), false],
      ['of another repository', ({ subject }) => ({ subject, repository: 'git.example/other' }), false],
      ['of the day after', ({ session }) => ({ session, since: (TODAY - 29) * DAY_MS }), false],
    ])('%s', async (_name, scopeOf, keeps) => {
      const [, other] = stores();
      const of = await asked(30, DENIED);
      const release = await hold(scopeOf(of));
      expect(await other.reviewRetention.due(TODAY)).toEqual([{ isHeld: keeps, sessions: 1, approvals: 1 }]);
      await destroyAll();
      expect(await isDestroyed(of.id)).toBe(!keeps);
      await release();
      await destroyAll();
      expect(await isDestroyed(of.id)).toBe(true);
    });

    test('of a user, it is kept while not all of its session is findable', async () => {
      const [store] = stores();
      const { id, session } = await asked(30, DENIED);
      const chain = await enrolled();
      const records = chain.grow(1, { session }).map(testRecord);
      const accepted: Accepted = { receivedAt: TODAY * DAY_MS, records, findings: [], oddities: [] };
      await store.records.append({ agent: chain.id, seqs: [], decide: () => accepted });
      const release = await hold({ subject: 'somebody' });
      await destroyAll();
      expect(await isDestroyed(id)).toBe(false);
      await passSignatures(store);
      while ((await store.search.indexNext(100, describeRecord)) > 0);
      await destroyAll();
      expect(await isDestroyed(id)).toBe(true);
      await release();
    });
  });
}
