import { expect, test } from 'vitest';
import type { AuditEvent, AuditRecord } from '../../protocol/audit-record.ts';
import type { JsonObject } from '../../protocol/json.ts';
import { testChain } from '../../test/support/collector.ts';
import { HoldLedger } from './hold-ledger.ts';

const AGENT = testChain();
const COLLECTOR = testChain();
const REPOSITORY = 'git.example/octo-org/demo';
const ANY = { subject: null, repository: null, since: null, until: null };

function one(chain: typeof AGENT, event: AuditEvent, change: Partial<AuditRecord>): AuditRecord {
  const [signed] = chain.grow(1, { event, ...change });
  if (signed === undefined) throw new Error('the chain did not grow');
  return signed.record;
}

/** A ledger that knows who worked in session `s1`, and the day after on what. */
function ledgerOfSession(): HoldLedger {
  const ledger = new HoldLedger();
  ledger.note(one(AGENT, 'session.opened', { detail: { subject: 'dana' } }), '2026-11-20T08:00:00.000Z');
  const operation = { operation: { repository: REPOSITORY } };
  ledger.note(one(AGENT, 'exchange.intent', { detail: operation }), '2026-11-21T08:00:00.000Z');
  return ledger;
}

function place(ledger: HoldLedger, { session = null, ...detail }: HoldChange): number | null {
  return ledger.judge(
    one(COLLECTOR, 'hold.placed', { session, detail: { hold: 7, ...ANY, ...detail, reason: '', by: '' } }),
  );
}

type HoldChange = JsonObject & { readonly session?: string | null };

function destroy(ledger: HoldLedger, ...days: readonly string[]): number | null {
  const contents = days.map((day) => ({ side: 'prompt', day }));
  return ledger.judge(
    one(COLLECTOR, 'content.destroyed', { session: 's1', detail: { of: AGENT.id, contents } }),
  );
}

test.each<[string, HoldChange, string, number | null]>([
  ['of its session', { session: 's1' }, '2026-11-20', 7],
  ['of another session', { session: 's2' }, '2026-11-20', null],
  ['of its user', { subject: 'dana' }, '2026-11-20', 7],
  ['of another user', { subject: 'robin' }, '2026-11-20', null],
  ['of its user in another session', { subject: 'dana', session: 's2' }, '2026-11-20', null],
  ['of its repository', { repository: REPOSITORY }, '2026-11-21', 7],
  ['of a repository that was known a day later', { repository: REPOSITORY }, '2026-11-20', null],
  ['of a time that touches the day at its end', { since: '2026-11-20T23:59:59.999Z' }, '2026-11-20', 7],
  ['of a time from the next day on', { since: '2026-11-21T00:00:00.000Z' }, '2026-11-20', null],
  ['of a time that touches the day at its start', { until: '2026-11-20T00:00:00.001Z' }, '2026-11-20', 7],
  ['of a time that ends before the day', { until: '2026-11-20T00:00:00.000Z' }, '2026-11-20', null],
])('what is destroyed under a hold %s', (_of, hold, day, expected) => {
  const ledger = ledgerOfSession();
  expect(place(ledger, hold)).toBe(null);
  expect(destroy(ledger, day)).toBe(expected);
});

test.each<[string, HoldChange, number | null]>([
  ['of its session', { session: 's1' }, 7],
  ['of whoever asked', { subject: 'dana' }, 7],
  ['of its repository and day', { repository: REPOSITORY, since: '2026-11-20T12:00:00.000Z' }, 7],
  ['of another session', { session: 's2' }, null],
  ['of another repository', { repository: 'git.example/other' }, null],
  ['of a later day', { subject: 'dana', since: '2026-11-21T00:00:00.000Z' }, null],
])('what reviewers were shown is destroyed under a hold %s', (_of, hold, expected) => {
  const ledger = new HoldLedger();
  place(ledger, hold);
  const detail = { approval: 'a', day: '2026-11-20', subject: 'dana', repository: REPOSITORY };
  expect(ledger.judge(one(COLLECTOR, 'review.destroyed', { session: 's1', detail }))).toBe(expected);
});

test('one day of several is enough', () => {
  const ledger = ledgerOfSession();
  place(ledger, { until: '2026-11-19T12:00:00.000Z' });
  expect(destroy(ledger, '2026-11-20', '2026-11-19')).toBe(7);
});

test('a hold counts from when it is placed until it is released', () => {
  const ledger = ledgerOfSession();
  expect(destroy(ledger, '2026-11-19')).toBe(null);
  place(ledger, { session: 's1' });
  expect(destroy(ledger, '2026-11-20')).toBe(7);
  ledger.judge(one(COLLECTOR, 'hold.released', { detail: { hold: 7 } }));
  expect(destroy(ledger, '2026-11-21')).toBe(null);
});
