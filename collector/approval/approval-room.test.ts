import { createPublicKey, verify } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type CollectorClient, createCollectorClient } from '../../agent/collector-client/client.ts';
import { type Approval, CLAIM_CONTEXT, claimJson } from '../../protocol/approval.ts';
import { canonicalJson } from '../../protocol/canonical-json.ts';
import type { AgentTokenAnswer, ApiErrorCode } from '../../protocol/collector-api.ts';
import {
  askFor,
  openTestCollector,
  PENDING_MS,
  requirement,
  type TestCollector,
  testChain,
  VALID_FOR_MS,
} from '../../test/support/collector.ts';
import type { Role } from '../identity/caller.ts';
import { openSqliteStore } from '../store/sqlite/open.ts';

let collector: TestCollector;
let agent: CollectorClient;
let reviewer: CollectorClient;

beforeEach(async () => {
  collector = await openTestCollector({ maxPendingPerRequester: 3, maxPageSize: 2 });
  agent = await collector.client('agent');
  reviewer = await collector.client('reviewer');
});

afterEach(() => collector.close());

const APPROVE = { verdict: 'approve', reason: '' } as const;
const DENY = { verdict: 'deny', reason: 'no' } as const;
const OTHER_ID = '3'.repeat(40);

function refused(refusal: ApiErrorCode) {
  return { code: 'refused', refusal };
}

async function granted(): Promise<Approval> {
  return reviewer.vote((await agent.ask(askFor())).id, APPROVE);
}

describe('an ask is refused', () => {
  test.each<[string, ApiErrorCode, ReturnType<typeof askFor>]>([
    ['in the name of another', 'forbidden', askFor({ binding: { requester: 'reviewer' } })],
    ['that shows another new id than it binds', 'invalid', askFor({ summary: { newId: OTHER_ID } })],
    ['that shows another old id than it binds', 'invalid', askFor({ summary: { oldId: OTHER_ID } })],
    ['without requirements', 'invalid', askFor({ requirements: [] })],
    ['that nobody may approve', 'invalid', askFor({ requirements: [requirement('main', [])] })],
    [
      'that binds a rule which does not ask',
      'invalid',
      askFor({ binding: { rules: [requirement('x').rule] } }),
    ],
    [
      'that binds a rule in another wording',
      'invalid',
      askFor({ binding: { rules: [{ id: 'main', hash: 'a'.repeat(64) }] } }),
    ],
    ['with rules out of order', 'invalid', askFor({ requirements: [requirement('z'), requirement('a')] })],
    ['with text that has no canonical form', 'invalid', askFor({ binding: { ref: 'refs/heads/\ud800' } })],
    [
      'with an id that is none',
      'invalid',
      askFor({ binding: { newId: 'HEAD' }, summary: { newId: 'HEAD' } }),
    ],
    [
      'with a member that no digest covers',
      'invalid',
      { ...askFor(), binding: { ...askFor().binding, ...{ force: true } } },
    ],
  ])('%s', async (_name, code, ask) => {
    await expect(agent.ask(ask)).rejects.toMatchObject(refused(code));
    expect((await reviewer.list({})).approvals).toEqual([]);
  });

  test('beyond what one requester may have pending, and no longer once one is decided', async () => {
    const asked: Approval[] = [];
    for (const name of ['a', 'b', 'c']) asked.push(await agent.ask(askFor({ binding: { ref: name } })));
    const more = askFor({ binding: { ref: 'd' } });
    await expect(agent.ask(more)).rejects.toMatchObject(refused('too-many'));
    expect(await agent.ask(askFor({ binding: { ref: 'a' } }))).toEqual(asked[0]);
    await reviewer.vote(asked[0]?.id ?? '', DENY);
    expect((await agent.ask(more)).state.kind).toBe('pending');
  });
});

describe('asking again', () => {
  test('finds the pending one, also after a restart', async () => {
    const first = await agent.ask(askFor());
    expect(await agent.ask(askFor())).toEqual(first);
    await collector.stop();
    await collector.start();
    expect(await agent.ask(askFor())).toEqual(first);
  });

  test('finds the grant', async () => {
    const grant = await granted();
    expect(await agent.ask(askFor())).toEqual(grant);
  });

  test.each<[string, (approval: Approval) => Promise<unknown>]>([
    ['denied', ({ id }) => reviewer.vote(id, DENY)],
    ['cancelled', ({ id }) => agent.cancel(id)],
    ['expired', async () => collector.passTime(PENDING_MS)],
    [
      'claimed',
      async ({ id }) => [await reviewer.vote(id, APPROVE), await agent.claim(id, { exchange: 'x' })],
    ],
    [
      'spent',
      async ({ id }) => [
        await reviewer.vote(id, APPROVE),
        await agent.claim(id, { exchange: 'x' }),
        await agent.spend(id, { exchange: 'x', outcome: 'unknown' }),
      ],
    ],
    [
      'lapsed',
      async ({ id }) => {
        await reviewer.vote(id, APPROVE);
        collector.passTime(VALID_FOR_MS);
      },
    ],
  ])('makes a new one when the last was %s', async (_name, end) => {
    const first = await agent.ask(askFor());
    await end(first);
    const second = await agent.ask(askFor());
    expect(second).toMatchObject({ digest: first.digest, state: { kind: 'pending' }, votes: [] });
    expect(second.id).not.toBe(first.id);
  });

  test('for anything else is another approval', async () => {
    const { id } = await granted();
    const other = askFor({ binding: { newId: OTHER_ID }, summary: { newId: OTHER_ID } });
    expect(await agent.ask(other)).toMatchObject({ state: { kind: 'pending' } });
    expect((await agent.get(id)).state.kind).toBe('granted');
  });
});

describe('who may vote', () => {
  test.each<[Role, ApiErrorCode]>([
    ['agent', 'own-request'],
    ['developer', 'own-request'],
    ['auditor', 'forbidden'],
  ])('%s may not: %s', async (role, code) => {
    const { id } = await agent.ask(askFor());
    const caller = await collector.client(role);
    for (const vote of [APPROVE, DENY])
      await expect(caller.vote(id, vote)).rejects.toMatchObject(refused(code));
    expect((await agent.get(id)).state.kind).toBe('pending');
  });

  test('a reviewer of another group may not', async () => {
    const { id } = await agent.ask(askFor({ requirements: [requirement('main', ['security'])] }));
    for (const vote of [APPROVE, DENY]) {
      await expect(reviewer.vote(id, vote)).rejects.toMatchObject(refused('forbidden'));
    }
  });

  test('a denial needs a reason', async () => {
    const { id } = await agent.ask(askFor());
    const vote = { verdict: 'deny', reason: ' \n' } as const;
    await expect(reviewer.vote(id, vote)).rejects.toMatchObject(refused('invalid'));
  });

  test('one of two groups does not grant', async () => {
    const requirements = [requirement('a'), requirement('b', ['security'])];
    const { id } = await agent.ask(askFor({ requirements }));
    expect(await reviewer.vote(id, APPROVE)).toMatchObject({
      state: { kind: 'pending' },
      votes: [{ by: 'reviewer' }],
    });
    expect(await reviewer.vote(id, APPROVE)).toMatchObject({ state: { kind: 'pending' }, votes: [{}] });
    await expect(agent.claim(id, { exchange: 'x' })).rejects.toMatchObject(refused('not-granted'));
  });
});

describe('time', () => {
  test.each<[string, number, 'granted' | ApiErrorCode]>([
    ['in the last moment', PENDING_MS - 1, 'granted'],
    ['at the end', PENDING_MS, 'expired'],
  ])('a pending approval %s', async (_name, milliseconds, result) => {
    const { id } = await agent.ask(askFor());
    collector.passTime(milliseconds);
    const vote = reviewer.vote(id, APPROVE);
    if (result === 'granted') expect((await vote).state.kind).toBe('granted');
    else await expect(vote).rejects.toMatchObject(refused('expired'));
  });

  test('a grant may be claimed in its last moment', async () => {
    const { id } = await granted();
    collector.passTime(VALID_FOR_MS - 1);
    expect((await agent.claim(id, { exchange: 'x' })).claim.exchange).toBe('x');
  });

  test('and not after it', async () => {
    const { id } = await granted();
    collector.passTime(VALID_FOR_MS);
    await expect(agent.claim(id, { exchange: 'x' })).rejects.toMatchObject(refused('expired'));
    expect((await agent.get(id)).state).toEqual({ kind: 'expired' });
  });

  test('a claimed approval does not expire', async () => {
    const { id } = await granted();
    await agent.claim(id, { exchange: 'x' });
    collector.passTime(PENDING_MS);
    expect((await agent.get(id)).state).toEqual({ kind: 'claimed', exchange: 'x' });
  });
});

describe('a claim', () => {
  test('is signed by the key that agents pin, for this binding and exchange', async () => {
    const { collectorKey } = await agent.enrol({ publicKey: testChain().publicKey });
    const { id, digest } = await granted();
    const { claim, signature } = await agent.claim(id, { exchange: 'x1' });
    expect(claim).toEqual({
      approval: id,
      digest,
      exchange: 'x1',
      approvedBy: ['reviewer'],
      met: [{ rule: requirement('main').rule, how: 'quorum', by: ['reviewer'] }],
      claimedAt: '2026-11-21T08:00:00.000Z',
      validUntil: '2026-11-21T08:01:00.000Z',
    });
    const key = createPublicKey({ key: Buffer.from(collectorKey, 'base64'), format: 'der', type: 'spki' });
    const bytes = Buffer.from(CLAIM_CONTEXT + canonicalJson(claimJson(claim)));
    expect(verify(null, bytes, key, Buffer.from(signature, 'base64url'))).toBe(true);
  });

  test.each([['x1'], ['x2']])('is given once, not again to %s', async (exchange) => {
    const { id } = await granted();
    await agent.claim(id, { exchange: 'x1' });
    await expect(agent.claim(id, { exchange })).rejects.toMatchObject(refused('not-granted'));
    await agent.spend(id, { exchange: 'x1', outcome: 'failed' });
    await expect(agent.claim(id, { exchange })).rejects.toMatchObject(refused('not-granted'));
  });

  test('is won by exactly one of many at once', async () => {
    const { id } = await granted();
    const tries = Array.from({ length: 20 }, (_, index) => agent.claim(id, { exchange: `x${index}` }));
    const results = await Promise.allSettled(tries);
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  test('survives a restart as claimed', async () => {
    const { id } = await granted();
    await agent.claim(id, { exchange: 'x' });
    await collector.stop();
    await collector.start();
    await expect(agent.claim(id, { exchange: 'x' })).rejects.toMatchObject(refused('not-granted'));
    expect(await agent.spend(id, { exchange: 'x', outcome: 'succeeded' })).toMatchObject({
      state: { kind: 'spent', exchange: 'x' },
    });
  });
});

describe('what one may see', () => {
  test('requester, reviewer and auditor see it; who did not ask does not', async () => {
    const { id } = await agent.ask(askFor());
    for (const role of ['agent', 'developer', 'reviewer', 'auditor'] as const) {
      const caller = await collector.client(role);
      expect((await caller.get(id)).id).toBe(id);
      expect((await caller.list({ state: 'pending' })).approvals).toHaveLength(1);
    }
    const missing = '0'.repeat(20);
    await expect(agent.get(missing)).rejects.toMatchObject(refused('not-found'));
  });

  test('pages hold what was asked for, in order, and lead on', async () => {
    const ids: string[] = [];
    for (const name of ['a', 'b', 'c']) ids.push((await agent.ask(askFor({ binding: { ref: name } }))).id);
    const first = await reviewer.list({});
    expect(first.approvals.map(({ id }) => id)).toEqual(ids.slice(0, 2));
    const second = await reviewer.list({ after: first.next ?? 0 });
    expect(second).toMatchObject({ approvals: [{ id: ids[2] }], next: null });
    expect((await reviewer.list({ limit: 2 })).approvals).toHaveLength(2);
    await expect(reviewer.list({ limit: 3 })).rejects.toMatchObject(refused('invalid'));
    await expect(reviewer.list({ limit: 0 })).rejects.toMatchObject(refused('invalid'));
    expect((await reviewer.list({ id: ids[1] ?? '' })).approvals.map(({ id }) => id)).toEqual([ids[1]]);
  });

  test('the developer withdraws what the agent asked for', async () => {
    const { id } = await granted();
    const developer = await collector.client('developer');
    expect((await developer.cancel(id)).state.kind).toBe('cancelled');
    await expect(agent.claim(id, { exchange: 'x' })).rejects.toMatchObject(refused('not-granted'));
  });
});

describe('a gateway', () => {
  test('asks for a service account, and the person behind that cannot decide it', async () => {
    const gateway = await collector.client('gateway');
    const { id } = await gateway.ask(askFor({ binding: { requester: 'build', actsFor: 'reviewer' } }));
    const person = await collector.client('reviewer');
    await expect(person.vote(id, APPROVE)).rejects.toMatchObject(refused('own-request'));
  });

  test.each([['developer'], ['reviewer']])(
    'asks in the name of %s, who cannot decide it',
    async (requester) => {
      const gateway = await collector.client('gateway');
      const { id } = await gateway.ask(askFor({ binding: { requester } }));
      const own = await collector.client(requester as Role);
      await expect(own.vote(id, APPROVE)).rejects.toMatchObject(refused('own-request'));
      await expect(gateway.vote(id, APPROVE)).rejects.toMatchObject(refused('forbidden'));
    },
  );

  test('has as many pending as each of those it asks for may', async () => {
    const gateway = await collector.client('gateway');
    const ask = (requester: string, ref: string) => gateway.ask(askFor({ binding: { requester, ref } }));
    for (const ref of ['a', 'b', 'c']) await ask('robin', ref);
    await expect(ask('robin', 'd')).rejects.toMatchObject(refused('too-many'));
    expect((await ask('dana', 'd')).binding.requester).toBe('dana');
  });

  test('goes on with what another one asked for, which is given once', async () => {
    const first = await collector.client('gateway');
    const answer = await fetch(`${collector.url}/v1/agent-tokens`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${await collector.token('gateway')}`,
        'content-type': 'application/json',
      },
      body: '{"renew":null}',
    });
    const { token } = (await answer.json()) as AgentTokenAnswer;
    const second = createCollectorClient({ url: collector.url, token, timeoutMs: 10_000 });
    const asked = await first.ask(askFor({ binding: { requester: 'dana' } }));
    await reviewer.vote(asked.id, APPROVE);
    const found = await second.ask(askFor({ binding: { requester: 'dana' } }));
    expect([found.id, found.state.kind]).toEqual([asked.id, 'granted']);
    expect((await second.claim(found.id, { exchange: 'x2' })).claim.approvedBy).toEqual(['reviewer']);
    await expect(first.claim(found.id, { exchange: 'x1' })).rejects.toMatchObject(refused('not-granted'));
    second.close();
  });

  test('has its own token replaced, and the old one is worth nothing', async () => {
    const made = await (await collector.client('gateway')).agentToken({ renew: null });
    const own = createCollectorClient({ url: collector.url, token: made.token, timeoutMs: 10_000 });
    const next = await own.agentToken({ renew: made.name });
    await expect(own.caller()).rejects.toMatchObject(refused('unauthenticated'));
    own.renewToken(next.token);
    expect([next.name, (await own.caller()).subject]).toEqual([made.name, 'gateway']);
    own.close();
  });

  test('alone has tokens made for more of its kind, where people have those of the collector', async () => {
    for (const role of ['agent', 'developer', 'reviewer', 'auditor'] as const) {
      const headers = {
        authorization: `Bearer ${await collector.token(role)}`,
        'content-type': 'application/json',
      };
      const init = { method: 'POST', headers, body: '{"renew":null}' };
      expect((await fetch(`${collector.url}/v1/agent-tokens`, init)).status).toBe(403);
    }
  });
});

test('every transition is kept, with who caused it', async () => {
  const { id } = await granted();
  await agent.claim(id, { exchange: 'x' });
  await agent.spend(id, { exchange: 'x', outcome: 'unknown' });
  await collector.stop();
  const store = openSqliteStore(collector.directory);
  const history = await store.approvals.history(id);
  await store.close();
  expect(history.map(({ change, state, by }) => [change.kind, state, by])).toEqual([
    ['ask', 'pending', 'developer'],
    ['vote', 'granted', 'reviewer'],
    ['claim', 'claimed', 'developer'],
    ['spend', 'spent', 'developer'],
  ]);
  expect(history.at(-1)?.change).toMatchObject({ outcome: 'unknown' });
});
