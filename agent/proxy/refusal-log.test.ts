import { expect, it } from 'vitest';
import type { JournalEntry } from '../audit/sealer.ts';
import type { Session } from '../identity/sessions.ts';
import type { TurnedAway } from './listener-refusal.ts';
import { RefusalLog } from './refusal-log.ts';

const SESSION: Session = {
  id: 's1',
  program: 'git',
  subject: { id: 'dev', groups: [], actor: 'ai' },
  openedAt: '2026-11-21T08:00:00.000Z',
  vouched: null,
  folders: [],
};

const MISDIRECTED: TurnedAway = {
  step: 'accept',
  code: 'misdirected',
  reason: 'Host names another server than github.com:443',
  target: { scheme: 'https', host: 'github.com', port: 443 },
  credentials: { user: 's1', password: 'hunter2' },
};

const MALFORMED: TurnedAway = { ...MISDIRECTED, code: 'malformed', target: null, credentials: null };

const HOUR_MS = 60 * 60_000;

/** A journal that keeps what it takes, and fails as often as it is told to. */
function scene(options: { readonly failures?: number; readonly windowMs?: number } = {}) {
  const written: JournalEntry[] = [];
  const faults: unknown[] = [];
  let failures = options.failures ?? 0;
  let arrived = (): void => undefined;
  let seconds = 0;
  const log = new RefusalLog({
    journal: {
      append: async (entry, room) => {
        expect(room).toEqual({ reserve: true });
        failures -= 1;
        if (failures >= 0) throw new Error('full');
        written.push(entry);
        arrived();
        return { seq: written.length, hash: '' };
      },
    },
    sessions: {
      identify: ({ user, password }) => (user === 's1' && password === 'hunter2' ? SESSION : null),
    },
    clock: () => new Date(Date.UTC(2026, 10, 21, 8, 0, seconds++)),
    limits: { maxRefusalRecords: 2, refusalWindowMs: options.windowMs ?? HOUR_MS },
    fault: (cause) => faults.push(cause),
  });
  const until = async (length: number): Promise<void> => {
    while (written.length < length) await new Promise<void>((resolve) => (arrived = resolve));
  };
  return { log, written, faults, until };
}

it('records a refusal with the session that is behind it, and nothing of its secret', async () => {
  const { log, written } = scene();
  log.note(MISDIRECTED);
  await log.close();
  expect(written).toEqual([
    {
      event: 'exchange.refused',
      session: 's1',
      exchange: expect.stringMatching(/^[0-9a-f-]{36}$/),
      detail: {
        subject: 'dev',
        actor: 'ai',
        operation: { kind: 'unknown', host: 'github.com', port: 443 },
        step: 'accept',
        code: 'misdirected',
        reason: 'Host names another server than github.com:443',
        rule: null,
        refs: [],
      },
    },
  ]);
  expect(JSON.stringify(written)).not.toContain('hunter2');
});

it.each([
  ['without credentials', null],
  ['with the credentials of no session', { user: 's1', password: 'hunter3' }],
])('records a refusal %s as nobody’s', async (_what, credentials) => {
  const { log, written } = scene();
  log.note({ ...MALFORMED, credentials });
  await log.close();
  expect(written).toMatchObject([{ session: null, detail: { operation: { kind: 'unknown' } } }]);
  expect(JSON.stringify(written)).not.toMatch(/hunter3|subject/);
});

it('counts what is over the limit of a window in one record', async () => {
  const { log, written } = scene();
  for (const what of [MISDIRECTED, MISDIRECTED, MALFORMED, MISDIRECTED, MALFORMED]) log.note(what);
  await log.close();
  expect(written.map(({ event }) => event)).toEqual([
    'exchange.refused',
    'exchange.refused',
    'refusals.counted',
  ]);
  expect(written[2]?.detail).toEqual({
    since: '2026-11-21T08:00:00.000Z',
    until: '2026-11-21T08:00:01.000Z',
    codes: { malformed: 2, misdirected: 1 },
  });
});

it('writes the count when the window ends, and records each refusal again after it', async () => {
  const { log, written, until } = scene({ windowMs: 5 });
  for (let count = 0; count < 3; count += 1) log.note(MALFORMED);
  await until(3);
  log.note(MISDIRECTED);
  await log.close();
  expect(written.map(({ event }) => event)).toEqual([
    'exchange.refused',
    'exchange.refused',
    'refusals.counted',
    'exchange.refused',
  ]);
});

it('counts a refusal whose record was not taken, until the count is', async () => {
  const { log, written, faults, until } = scene({ failures: 3, windowMs: 5 });
  log.note(MALFORMED);
  log.note(MALFORMED);
  await until(1);
  await log.close();
  expect(written).toMatchObject([
    { event: 'refusals.counted', detail: { since: '2026-11-21T08:00:00.000Z', codes: { malformed: 2 } } },
  ]);
  expect(faults).toHaveLength(3);
});

it('gives up at the end, loudly, when nothing can be written', async () => {
  const { log, written, faults } = scene({ failures: 100 });
  for (let count = 0; count < 4; count += 1) log.note(MALFORMED);
  await log.close();
  expect(written).toEqual([]);
  expect(faults).toHaveLength(3);
});
