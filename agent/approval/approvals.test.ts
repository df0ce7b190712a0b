import { generateKeyPairSync } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Approval } from '../../protocol/approval.ts';
import {
  askFor,
  openTestCollector,
  requirement,
  type TestCollector,
  testChain,
  VALID_FOR_MS,
} from '../../test/support/collector.ts';
import type { CollectorClient } from '../collector-client/client.ts';
import { CollectorError } from '../collector-client/collector-error.ts';
import { type Approvals, createApprovals } from './approvals.ts';

let collector: TestCollector;
let client: CollectorClient;
let reviewer: CollectorClient;
let collectorKey: string;
let approvals: Approvals;
let streams: number;

const TIMES = { minPauseMs: 5, maxPauseMs: 20, pollMs: 60_000 };
const APPROVE = { verdict: 'approve', reason: '' } as const;

/** Counts the event streams that are opened. */
function counted(real: CollectorClient): CollectorClient {
  return {
    ...real,
    events: (signal) => {
      streams += 1;
      return real.events(signal);
    },
  };
}

beforeEach(async () => {
  streams = 0;
  collector = await openTestCollector();
  client = counted(await collector.client('agent'));
  reviewer = await collector.client('reviewer');
  ({ collectorKey } = await client.enrol({ publicKey: testChain().publicKey }));
  approvals = createApprovals({ client, collectorKey, clock: collector.now, times: TIMES });
});

afterEach(async () => {
  approvals.close();
  await collector.close();
});

function signal(): AbortSignal {
  return new AbortController().signal;
}

async function waiting(id: string): Promise<{ readonly state: Promise<unknown> }> {
  let heard = (): void => {};
  const first = new Promise<void>((resolve) => {
    heard = resolve;
  });
  const state = approvals.wait(id, signal(), () => heard());
  await first;
  return { state };
}

describe('waiting', () => {
  test('ends with the decision', async () => {
    const { id } = await approvals.ask(askFor(), signal());
    const { state } = await waiting(id);
    await reviewer.vote(id, { verdict: 'deny', reason: 'no' });
    expect(await state).toEqual({ kind: 'denied', by: 'reviewer', reason: 'no' });
  });

  test('ends at once where it was decided before', async () => {
    const { id } = await approvals.ask(askFor(), signal());
    await reviewer.vote(id, APPROVE);
    expect(await approvals.wait(id, signal())).toMatchObject({ kind: 'granted' });
  });

  test('tells of votes meanwhile', async () => {
    const requirements = [requirement('a'), requirement('b', ['security'])];
    const { id } = await approvals.ask(askFor({ requirements }), signal());
    const leave = new AbortController();
    const voted = new Promise<Approval>((resolve) => {
      const onChange = (approval: Approval): void => {
        if (approval.votes.length > 0) resolve(approval);
      };
      approvals.wait(id, leave.signal, onChange).catch(() => undefined);
    });
    await reviewer.vote(id, APPROVE);
    expect((await voted).votes).toMatchObject([{ by: 'reviewer' }]);
    leave.abort();
  });

  test('shares one stream', async () => {
    const ids: string[] = [];
    for (const ref of ['a', 'b', 'c'])
      ids.push((await approvals.ask(askFor({ binding: { ref } }), signal())).id);
    const states = (await Promise.all(ids.map(waiting))).map(({ state }) => state);
    for (const id of ids) await reviewer.vote(id, APPROVE);
    expect(await Promise.all(states)).toHaveLength(3);
    expect(streams).toBe(1);
  });

  test('goes on while the collector is away, and hears what was decided meanwhile', async () => {
    const { id } = await approvals.ask(askFor(), signal());
    const { state } = await waiting(id);
    await collector.stop();
    await collector.start();
    await reviewer.vote(id, APPROVE);
    expect(await state).toMatchObject({ kind: 'granted' });
  });

  test('does not depend on the stream', async () => {
    const deaf = { ...client, events: () => Promise.reject(new CollectorError('unreachable', 'no stream')) };
    const times = { ...TIMES, minPauseMs: 60_000, maxPauseMs: 60_000, pollMs: 5 };
    const polling = createApprovals({ client: deaf, collectorKey, clock: collector.now, times });
    const { id } = await polling.ask(askFor(), signal());
    const state = polling.wait(id, signal());
    await reviewer.vote(id, APPROVE);
    expect(await state).toMatchObject({ kind: 'granted' });
    polling.close();
  });

  test('rejects with the reason of whoever waited', async () => {
    const { id } = await approvals.ask(askFor(), signal());
    const leave = new AbortController();
    const state = approvals.wait(id, leave.signal);
    leave.abort(new Error('left'));
    await expect(state).rejects.toThrow('left');
    await expect(approvals.wait(id, leave.signal)).rejects.toThrow('left');
  });

  test('rejects where there is nothing to wait for', async () => {
    await expect(approvals.wait('0'.repeat(20), signal())).rejects.toMatchObject({ refusal: 'not-found' });
  });

  test('rejects when the agent stops', async () => {
    const { id } = await approvals.ask(askFor(), signal());
    const { state } = await waiting(id);
    approvals.close();
    await expect(state).rejects.toMatchObject({ code: 'closed' });
  });
});

describe('using a grant', () => {
  async function granted(): Promise<Approval> {
    return reviewer.vote((await approvals.ask(askFor(), signal())).id, APPROVE);
  }

  test('once, then it is spent', async () => {
    const { id, digest, binding, requirements } = await granted();
    const asked = { binding, requirements };
    expect(await approvals.claim(id, asked, 'x1')).toMatchObject({ digest, approvedBy: ['reviewer'] });
    await approvals.spend(id, { exchange: 'x1', outcome: 'succeeded' });
    await expect(approvals.claim(id, asked, 'x1')).rejects.toMatchObject({ refusal: 'not-granted' });
    expect((await client.get(id)).state).toEqual({ kind: 'spent', exchange: 'x1' });
  });

  test('not for another operation', async () => {
    const { id, binding, requirements } = await granted();
    const other = { ...binding, ref: 'refs/heads/production' };
    await expect(approvals.claim(id, { binding: other, requirements }, 'x1')).rejects.toMatchObject({
      code: 'wrong-digest',
    });
  });

  test('not when fewer people gave it than the rule asks for by our own policy', async () => {
    const { id, binding, requirements } = await granted();
    const two = requirements.map((each) => ({ ...each, quorum: { ...each.quorum, count: 2 } }));
    await expect(approvals.claim(id, { binding, requirements: two }, 'x1')).rejects.toMatchObject({
      code: 'too-few',
    });
  });

  test('not from a collector whose key was not pinned', async () => {
    const stranger = generateKeyPairSync('ed25519').publicKey.export({ type: 'spki', format: 'der' });
    const options = { client, collectorKey: stranger.toString('base64'), clock: collector.now, times: TIMES };
    const { id, ...asked } = await granted();
    await expect(createApprovals(options).claim(id, asked, 'x1')).rejects.toMatchObject({
      code: 'bad-signature',
    });
  });

  test('not after its time by our own clock, whatever the collector believes', async () => {
    const clock = () => new Date(collector.now().getTime() + VALID_FOR_MS);
    const late = createApprovals({ client, collectorKey, clock, times: TIMES });
    const { id, ...asked } = await granted();
    await expect(late.claim(id, asked, 'x1')).rejects.toMatchObject({ code: 'lapsed' });
  });

  test('an approval for something else is not taken for an answer', async () => {
    const other = await client.ask(askFor({ binding: { ref: 'refs/heads/other' } }));
    const lying = { ...client, ask: () => Promise.resolve(other) };
    const options = { client: lying, collectorKey, clock: collector.now, times: TIMES };
    await expect(createApprovals(options).ask(askFor(), signal())).rejects.toMatchObject({
      code: 'wrong-digest',
    });
  });
});
