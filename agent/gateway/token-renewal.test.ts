import { describe, expect, test } from 'vitest';
import type { AgentTokenAnswer } from '../../protocol/collector-api.ts';
import { CollectorError } from '../collector-client/collector-error.ts';
import { DEFAULT_GATEWAY_LIMITS as LIMITS } from './limits.ts';
import { TokenRenewal } from './token-renewal.ts';

const START = Date.parse('2026-11-21T08:00:00.000Z');
const DAY = 24 * 60 * 60_000;
const ends = (at: number): string => new Date(at).toISOString();
const answerOf = (token: string, at: number): AgentTokenAnswer => ({
  ...{ name: 'agent-1', token, subject: 'gateway', groups: [] },
  expiresAt: ends(at),
});
const OLD = answerOf('old', START + 30 * DAY);

interface Scene {
  /** What the collector does with each request; after the last it makes tokens. */
  readonly answers?: readonly (AgentTokenAnswer | Error)[];
  /** Attempts to keep a token that fail, by their number. */
  readonly unkept?: readonly number[];
  readonly old?: AgentTokenAnswer;
  /** How often it waits before it is closed. */
  readonly waits: number;
}

async function renewing({ answers = [], unkept = [], old = OLD, waits }: Scene) {
  let now = START;
  let attempts = 0;
  const seen = {
    asked: [] as number[],
    /** The token that it was asked with, and the one that was asked for. */
    wanted: [] as string[],
    used: [] as string[],
    kept: [] as string[],
    faults: [] as string[],
    pauses: [] as number[],
  };
  const done = Promise.withResolvers<void>();
  const renewal = new TokenRenewal({
    own: {
      answer: old,
      keep: async ({ token }, instead) => {
        attempts += 1;
        expect(instead).toBe(seen.kept.at(-1) ?? old.token);
        if (unkept.includes(attempts)) throw new Error('the disk is full');
        seen.kept.push(token);
      },
    },
    client: {
      agentToken: async ({ renew, token }) => {
        expect(renew).toBe('agent-1');
        seen.wanted.push(`${seen.used.at(-1) ?? old.token}:${token}`);
        seen.asked.push((now - START) / DAY);
        const answer = answers[seen.asked.length - 1] ?? answerOf(`new-${seen.asked.length}`, now + 30 * DAY);
        if (answer instanceof Error) throw answer;
        return answer;
      },
      renewToken: (token) => void seen.used.push(token),
    },
    clock: () => new Date(now),
    random: () => 0.999_999,
    nextToken: (instead) => `after-${instead}`,
    wait: async (ms, stop) => {
      if (seen.pauses.length === waits) {
        done.resolve();
        await new Promise((resolve) => stop.addEventListener('abort', resolve, { once: true }));
        return;
      }
      seen.pauses.push(ms);
      now += ms;
    },
    limits: LIMITS,
    fault: (_cause, expiresAt) => void seen.faults.push(expiresAt),
  });
  await done.promise;
  await renewal.close();
  return seen;
}

test('has another in its place ten days before its end, again and again', async () => {
  const { asked, used, kept, faults } = await renewing({ waits: 40 });
  expect({ asked, used, faults }).toEqual({ asked: [20, 40], used: ['new-1', 'new-2'], faults: [] });
  expect(kept).toEqual(['old', 'new-1', 'new-1', 'new-2']);
});

test('of which little is left at the start is renewed at once', async () => {
  expect(await renewing({ old: answerOf('old', START + DAY), waits: 0 })).toMatchObject({
    asked: [0],
    kept: ['old', 'new-1'],
  });
});

test('is warned about with its end, and tried again with growing pauses', async () => {
  const answers = Array.from({ length: 8 }, () => new CollectorError('unreachable', 'no answer'));
  const { asked, used, faults, pauses } = await renewing({ answers, waits: 28 });
  expect(asked.length).toBe(9);
  expect(used).toEqual(['new-9']);
  expect(faults).toEqual(answers.map(() => OLD.expiresAt));
  expect(pauses.slice(20).map((ms) => Math.round(ms / 60_000))).toEqual([1, 2, 4, 8, 16, 32, 60, 60]);
});

describe('whose answer was lost', () => {
  const lost = new CollectorError('unreachable', 'no answer');
  const unknown = new CollectorError('refused', 'not known', { refusal: 'unauthenticated' });

  test('is asked for again, and where the collector has it by then, with itself', async () => {
    const answers = [lost, unknown, answerOf('after-old', START + 50 * DAY)];
    const { wanted, used, kept, faults } = await renewing({ answers, waits: 22 });
    expect(wanted).toEqual(['old:after-old', 'old:after-old', 'after-old:after-old']);
    expect([used, kept.at(-1), faults.length]).toEqual([['after-old', 'after-old'], 'after-old', 1]);
  });

  test('that never reached the collector is asked for with the one that is still good', async () => {
    const answers = [lost, answerOf('after-old', START + 50 * DAY)];
    const { wanted, used } = await renewing({ answers, waits: 22 });
    expect([wanted, used]).toEqual([['old:after-old', 'old:after-old'], ['after-old']]);
  });

  test('is no other one, where the collector knows neither of the two', async () => {
    const answers = [lost, unknown, unknown, unknown, unknown];
    const { wanted, used, faults } = await renewing({ answers, waits: 22 });
    expect(wanted).toEqual([
      'old:after-old',
      ...['old:after-old', 'after-old:after-old', 'old:after-old', 'after-old:after-old'],
    ]);
    expect([used, faults.length]).toEqual([['after-old', 'old', 'after-old', 'old'], 3]);
  });

  test('because the gateway ended before it could be kept is found by the first request after that', async () => {
    const answers = [unknown, answerOf('after-old', START + 50 * DAY)];
    const { wanted, kept, faults } = await renewing({ answers, waits: 22 });
    expect(wanted).toEqual(['old:after-old', 'after-old:after-old']);
    expect([kept.at(-1), faults.length]).toEqual(['after-old', 0]);
  });
});

test('is asked for only where it can be kept', async () => {
  const { asked, kept, faults } = await renewing({ unkept: [1, 2], waits: 22 });
  expect([asked.length, kept, faults.length]).toEqual([1, ['old', 'new-1'], 2]);
});

test('that could not be kept is used, and is tried to be kept again before any other is asked for', async () => {
  const { asked, used, kept, faults } = await renewing({ unkept: [2, 3], waits: 22 });
  expect({ asked: asked.length, used, kept }).toEqual({ asked: 1, used: ['new-1'], kept: ['old', 'new-1'] });
  expect(faults).toEqual([ends(START + 50 * DAY), ends(START + 50 * DAY)]);
});

test.each([
  ['of another agent', { name: 'agent-2' }],
  ['of somebody else', { subject: 'robin' }],
])('%s is not used', async (_name, other) => {
  const answers = [{ ...answerOf('other', START + 60 * DAY), ...other }];
  const { used, faults } = await renewing({ answers, waits: 20 });
  expect([used, faults]).toEqual([[], [OLD.expiresAt]]);
});

test('that ends sooner than it would be renewed is not asked for without a pause', async () => {
  const answers = [answerOf('short', START + 21 * DAY), answerOf('shorter', START + 21 * DAY)];
  expect((await renewing({ answers, waits: 21 })).asked.length).toBe(2);
});
