import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { CLAIM_CONTEXT } from './approval.ts';
import {
  AUDIT_EVENTS,
  type AuditRecord,
  FIRST_PREV,
  RECORD_CONTEXT,
  recordJson,
  STEPS,
} from './audit-record.ts';

const RECORD: AuditRecord = {
  v: 1,
  agent: 'a'.repeat(64),
  seq: 3,
  prev: FIRST_PREV,
  at: '2026-11-21T08:00:00.000Z',
  event: 'agent.started',
  session: null,
  exchange: null,
  detail: { version: '0.1.0' },
};

test('the record as JSON has every field of it, null ones too', () => {
  expect(recordJson(RECORD)).toEqual(RECORD);
});

test('a field added to a record is not lost on the way to its hash', () => {
  expect(recordJson({ ...RECORD, ...{ smuggled: true } })).toHaveProperty('smuggled');
});

test('a signature of one kind of text can be no signature of another', () => {
  expect(RECORD_CONTEXT).not.toBe(CLAIM_CONTEXT);
  expect([RECORD_CONTEXT, CLAIM_CONTEXT].every((context) => context.endsWith('\n'))).toBe(true);
});

test('an exchange has twelve steps, from accept to seal', () => {
  expect(STEPS).toHaveLength(12);
  expect([STEPS.at(0), STEPS.at(-1)]).toEqual(['accept', 'seal']);
});

test.each(AUDIT_EVENTS.map((event) => [event]))('the event %s has a subject and a verb', (event) => {
  expect(event).toMatch(/^[a-z]+\.[a-z]+$/);
});

test('the previous hash of a first record looks like a hash', () => {
  expect(FIRST_PREV).toMatch(/^0{64}$/);
});

test('the audit format describes every event and no other', async () => {
  const text = await readFile(new URL('../docs/audit-format.md', import.meta.url), 'utf8');
  const [, events = ''] = text.split('| event |');
  const [table = ''] = events.split('\n\n');
  const described = [...table.matchAll(/^\| `([a-z]+\.[a-z]+)` \|/gm)].map((match) => match[1]);
  expect(new Set(described)).toEqual(new Set(AUDIT_EVENTS));
  expect(described).toHaveLength(AUDIT_EVENTS.length);
});
