import { expect, test } from 'vitest';
import type { AuditRecord } from '../../protocol/audit-record.ts';
import type { JournalEntry } from '../audit/sealer.ts';
import { Activity, type ActivityLimits, DEFAULT_ACTIVITY_LIMITS } from './activity.ts';

function activity(limits: Partial<ActivityLimits> = {}) {
  let seconds = 0;
  const clock = () => new Date(Date.UTC(2026, 10, 21, 8, 0, seconds++));
  const seen = new Activity({ ...DEFAULT_ACTIVITY_LIMITS, ...limits }, clock);
  const note = (event: JournalEntry['event'], session: string | null, exchange: string | null, detail = {}) =>
    seen.note({ event, session, exchange, detail });
  const push = (session: string, exchange: string) => {
    const binding = { action: 'git.push', repository: 'r', ref: 'refs/heads/main' };
    note('exchange.held', session, exchange, { approval: 'a', binding });
    note('exchange.refused', session, exchange, { code: 'approval-denied', step: 'hold', reason: 'no' });
  };
  const find = (session: string, exchange: string, placeholder: string) => {
    const secrets = [{ rule: 'jwt', placeholder, where: 'user', count: 1 }];
    note('exchange.intent', session, exchange, {
      decisions: [{ action: { kind: 'copilot.chat', secrets } }],
    });
  };
  return { seen, note, push, find };
}

test('tells a session from its opening to its end', () => {
  const { seen, note, push } = activity();
  note('session.opened', 's', null, { program: 'git', actor: 'ai' });
  push('s', 'e');
  note('session.closed', 's', null);
  expect(seen.sessions()).toMatchObject([
    { id: 's', program: 'git', actor: 'ai', turns: [{ exchange: 'e', state: { kind: 'refused' } }] },
  ]);
  expect(seen.sessions()[0]?.closedAt).not.toBeNull();
});

test('what is under way is told, the newest first, and what is quiet is counted', () => {
  const { seen, note, push } = activity();
  push('s', 'first');
  note('exchange.held', 's', 'second', { approval: 'a', binding: { action: 'mcp.call' } });
  note('exchange.content', 's', 'nothing-yet', { side: 'prompt', parts: [] });
  for (const exchange of ['t1', 't2']) {
    note('exchange.intent', 's', exchange, { operation: { kind: 'tunnel', host: 'h' } });
    note('exchange.outcome', 's', exchange, { result: 'succeeded' });
  }
  const [session] = seen.sessions();
  expect(session?.turns.map(({ exchange }) => exchange)).toEqual(['second', 'first']);
  expect(session?.quiet).toEqual([{ operation: 'tunnel', count: 2 }]);
});

test('the session that did something last is the first', () => {
  const { seen, push } = activity();
  push('a', '1');
  push('b', '2');
  push('a', '3');
  expect(seen.sessions().map(({ id }) => id)).toEqual(['a', 'b']);
});

test('a secret that is sent again and again is one, with its last places', () => {
  const { seen, find } = activity({ maxPlaces: 2 });
  for (const exchange of ['1', '2', '3']) find('s', exchange, 'CSG_JWT_00000000');
  find('s', '4', 'CSG_JWT_11111111');
  seen.disputed('s', 'CSG_JWT_00000000');
  seen.disputed('s', 'CSG_JWT_ZZZZZZZZ');
  expect(seen.secrets()).toMatchObject([
    { placeholder: 'CSG_JWT_11111111', count: 1, disputedAt: null },
    { placeholder: 'CSG_JWT_00000000', count: 3, places: [{ exchange: '3' }, { exchange: '2' }] },
  ]);
  expect(seen.secrets()[1]?.disputedAt).not.toBeNull();
});

test('what is over a limit is forgotten, the oldest first', () => {
  const { seen, note, push, find } = activity({
    maxSessions: 1,
    maxTurns: 2,
    maxOpenTurns: 2,
    maxSecrets: 1,
  });
  push('gone', '0');
  for (const exchange of ['1', '2', '3']) push('s', exchange);
  for (const exchange of ['4', '5', '6'])
    note('exchange.held', 's', exchange, { binding: { action: 'mcp.call' } });
  const [session, ...others] = seen.sessions();
  expect(others).toEqual([]);
  expect(session?.turns.map(({ exchange }) => exchange)).toEqual(['6', '5', '3', '2']);
  expect(session?.dropped).toBe(1);
  find('s', '7', 'CSG_JWT_00000000');
  find('s', '8', 'CSG_JWT_11111111');
  expect(seen.secrets().map(({ placeholder }) => placeholder)).toEqual(['CSG_JWT_11111111']);
});

test('whoever waits for news is woken by them, and by nothing else', async () => {
  const { seen, note } = activity();
  const stop = new AbortController();
  const woken = seen.whenBeyond(seen.revision, stop.signal);
  note('agent.started', null, null);
  expect(seen.revision).toBe(0);
  note('session.opened', 's', null);
  await woken;
  expect(seen.revision).toBe(1);
  const waiting = seen.whenBeyond(1, stop.signal);
  stop.abort();
  await expect(waiting).rejects.toThrow();
});

test('what an agent before this one did is told as it was, and its sessions as ended until they are heard of', () => {
  const { seen, note, push, find } = activity();
  const at = '2026-11-20T08:00:00.000Z';
  const record = (entry: object, seq: number) =>
    ({
      v: 1,
      agent: 'a',
      prev: '',
      seq,
      at,
      session: 's',
      exchange: null,
      detail: {},
      ...entry,
    }) as AuditRecord;
  const secrets = [{ rule: 'jwt', placeholder: 'CSG_JWT_00000000', where: 'user', count: 1 }];
  seen.recall([
    record({ event: 'session.opened', detail: { program: 'git', actor: 'ai' } }, 1),
    record(
      {
        event: 'exchange.intent',
        exchange: 'e',
        detail: { decisions: [{ action: { kind: 'copilot.chat', secrets } }] },
      },
      2,
    ),
    record({ event: 'secret.disputed', detail: { placeholder: 'CSG_JWT_00000000' } }, 3),
    record(
      { event: 'exchange.held', exchange: 'broken-off', detail: { binding: { action: 'git.push' } } },
      4,
    ),
  ]);
  expect(seen.sessions()).toMatchObject([{ id: 's', program: 'git', openedAt: at, closedAt: at, turns: [] }]);
  expect(seen.secrets()).toMatchObject([{ placeholder: 'CSG_JWT_00000000', disputedAt: at }]);
  push('other', 'x');
  expect(seen.sessions().find(({ id }) => id === 's')?.closedAt).toBe(at);
  find('s', 'e2', 'CSG_JWT_00000000');
  expect(seen.sessions().find(({ id }) => id === 's')?.closedAt).toBeNull();
  note('session.closed', 's', null);
  note('exchange.outcome', 's', 'e2', { result: 'succeeded' });
  expect(seen.sessions().find(({ id }) => id === 's')?.closedAt).not.toBeNull();
});
