import { beforeEach, describe, expect, test } from 'vitest';
import { Sessions } from '../identity/sessions.ts';
import { DEFAULT_GATEWAY_LIMITS, type GatewayLimits } from './limits.ts';
import { Visitors } from './visitors.ts';
import { type Bearer, IdentityAwayError } from './whose-token.ts';

const ROBIN: Bearer = {
  ...{ subject: 'robin', groups: ['dev'], actor: 'mixed', program: 'git' },
  ...{ evidence: 'a test', vouched: null, expiresAt: null },
};

let now: number;
let asked: string[];
let events: string[];
let forgotten: string[];
let sessions: Sessions;
/** What the tokens are by now. */
let known: Map<string, Bearer | 'away'>;

beforeEach(() => {
  now = Date.parse('2026-11-21T08:00:00.000Z');
  [asked, events, forgotten] = [[], [], []];
  known = new Map([['one', ROBIN]]);
});

function open(limits: Partial<GatewayLimits> = {}, journal: 'works' | 'fails' = 'works'): Visitors {
  const clock = () => new Date(now);
  const subject = { id: 'gateway', groups: [] };
  sessions = new Sessions({ subject, vouched: null, clock, maxSessions: 100 });
  return new Visitors({
    sessions,
    journal: {
      append: async ({ event }) => {
        if (journal === 'fails') throw new Error('the disk is full');
        events.push(event);
        return { seq: 1, hash: '' };
      },
    },
    whose: async (token) => {
      asked.push(token);
      const bearer = known.get(token) ?? null;
      if (bearer === 'away') throw new IdentityAwayError('it cannot be reached');
      return bearer;
    },
    clock,
    limits: { ...DEFAULT_GATEWAY_LIMITS, ...limits },
    forget: (session) => void forgotten.push(session),
    fault: (cause) => {
      throw cause;
    },
  });
}

const shown = (password: string, user = '') => ({ user, password });

describe('a token', () => {
  test('has one session, whatever name it is shown with, and is asked about once in a while', async () => {
    const visitors = open();
    const [first, second] = await Promise.all([
      visitors.whose(shown('one')),
      visitors.whose(shown('one', 'root')),
    ]);
    expect(first?.session.id).toBe(second?.session.id);
    expect(first?.session.subject).toEqual({ id: 'robin', groups: ['dev'], actor: 'mixed' });
    now += DEFAULT_GATEWAY_LIMITS.recheckMs - 1;
    await visitors.whose(shown('one'));
    expect(asked).toEqual(['one']);
    now += 1;
    expect((await visitors.whose(shown('one')))?.session.id).toBe(first?.session.id);
    expect(asked).toEqual(['one', 'one']);
    expect(events).toEqual(['session.opened']);
  });

  test('of the same person is another session', async () => {
    known.set('two', ROBIN);
    const visitors = open();
    const [one, two] = [await visitors.whose(shown('one')), await visitors.whose(shown('two'))];
    expect(one?.session.id).not.toBe(two?.session.id);
  });

  test('that is nobody’s opens nothing', async () => {
    expect(await open().whose(shown('other'))).toBeNull();
  });

  test('whose session somebody closed is asked about at once, and has another session', async () => {
    const visitors = open();
    const first = await visitors.whose(shown('one'));
    sessions.close(first?.session.id ?? '');
    const second = await visitors.whose(shown('one'));
    expect(second?.ended.aborted).toBe(false);
    expect([asked, visitors.size, events, forgotten]).toEqual([
      ['one', 'one'],
      1,
      ['session.opened', 'session.opened'],
      [first?.session.id],
    ]);
  });

  test('that was revoked ends what is under way', async () => {
    const visitors = open();
    const first = await visitors.whose(shown('one'));
    known.delete('one');
    now += DEFAULT_GATEWAY_LIMITS.recheckMs;
    expect(await visitors.whose(shown('one'))).toBeNull();
    expect(first?.ended.aborted).toBe(true);
    expect([visitors.size, events, forgotten]).toEqual([
      0,
      ['session.opened', 'session.closed'],
      [first?.session.id],
    ]);
  });

  test('that has expired opens nothing more, and what is under way may end', async () => {
    known.set('one', { ...ROBIN, expiresAt: now + 5000 });
    const visitors = open();
    const first = await visitors.whose(shown('one'));
    now += 5000;
    known.delete('one');
    expect(await visitors.whose(shown('one'))).toBeNull();
    expect(first?.ended.aborted).toBe(false);
  });

  test.each<Partial<Bearer>>([{ groups: ['dev', 'admin'] }, { subject: 'dana' }, { actor: 'ai' }])(
    'of which something else is said now is another session: %j',
    async (change) => {
      const visitors = open();
      const first = await visitors.whose(shown('one'));
      const { subject: id, groups, actor } = { ...ROBIN, ...change };
      known.set('one', { ...ROBIN, ...change });
      now += DEFAULT_GATEWAY_LIMITS.recheckMs;
      const second = await visitors.whose(shown('one'));
      expect(first?.ended.aborted).toBe(true);
      expect(second?.session.subject).toEqual({ id, groups, actor });
    },
  );
});

describe('nothing passes', () => {
  test('while nobody can say whose a token is, also one that was known before', async () => {
    const visitors = open();
    await visitors.whose(shown('one'));
    known.set('one', 'away');
    now += DEFAULT_GATEWAY_LIMITS.recheckMs;
    await expect(visitors.whose(shown('one'))).rejects.toMatchObject({ code: 'identity-away' });
  });

  test('without a record of the session', async () => {
    await expect(open({}, 'fails').whose(shown('one'))).rejects.toMatchObject({ code: 'journal-failed' });
  });
});

describe('a limit', () => {
  const busy = { code: 'too-many-exchanges' };

  test('of exchanges of one subject holds over all of their tokens, until one is over', async () => {
    known.set('two', ROBIN).set('dana', { ...ROBIN, subject: 'dana' });
    const visitors = open({ maxExchangesPerSubject: 2 });
    const first = await visitors.whose(shown('one'));
    await visitors.whose(shown('two'));
    await expect(visitors.whose(shown('one'))).rejects.toMatchObject(busy);
    expect(await visitors.whose(shown('dana'))).not.toBeNull();
    first?.leave();
    first?.leave();
    expect(await visitors.whose(shown('one'))).not.toBeNull();
    await expect(visitors.whose(shown('one'))).rejects.toMatchObject(busy);
  });

  test('of requests in a minute ends with the minute', async () => {
    const visitors = open({ maxRequestsPerMinute: 2 });
    for (let count = 0; count < 2; count += 1) (await visitors.whose(shown('one')))?.leave();
    await expect(visitors.whose(shown('one'))).rejects.toMatchObject(busy);
    now += 60_000;
    expect(await visitors.whose(shown('one'))).not.toBeNull();
  });

  test('of tokens that are verified at once', async () => {
    known.set('two', ROBIN);
    const visitors = open({ maxChecks: 1 });
    const first = visitors.whose(shown('one'));
    await expect(visitors.whose(shown('two'))).rejects.toMatchObject(busy);
    expect(await first).not.toBeNull();
    expect(await visitors.whose(shown('two'))).not.toBeNull();
  });

  test('of sessions makes room by ending one without exchanges, and refuses where there is none', async () => {
    known.set('two', ROBIN).set('three', ROBIN);
    const visitors = open({ maxVisitors: 2 });
    const [one] = [await visitors.whose(shown('one')), await visitors.whose(shown('two'))];
    await expect(visitors.whose(shown('three'))).rejects.toMatchObject(busy);
    one?.leave();
    expect(await visitors.whose(shown('three'))).not.toBeNull();
    expect([visitors.size, one?.ended.aborted]).toEqual([2, true]);
  });

  test('of rest ends a session that nobody uses', async () => {
    known.set('two', ROBIN);
    const visitors = open({ visitorIdleMs: 1000 });
    (await visitors.whose(shown('one')))?.leave();
    now += 1000;
    await visitors.whose(shown('two'));
    expect([visitors.size, events]).toEqual([1, ['session.opened', 'session.closed', 'session.opened']]);
  });
});
