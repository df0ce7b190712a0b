import { expect, test } from 'vitest';
import type { AuditEvent } from '../../protocol/audit-record.ts';
import type { StoredRecord } from '../../protocol/collector-api.ts';
import type { JsonObject } from '../../protocol/json.ts';
import { timelineOf } from './timeline.ts';

function stored(seq: number, event: AuditEvent, detail: JsonObject = {}): StoredRecord {
  const at = `2026-11-21T08:0${seq}:00.000Z`;
  const record = {
    v: 1,
    agent: 'a',
    seq,
    prev: '',
    at,
    event,
    session: 's',
    exchange: null,
    detail,
  } as const;
  return { id: 10 - seq, index: seq, receivedAt: at, record, signature: '' };
}

test('is told in the order it was written, from its beginning', () => {
  const told = timelineOf([stored(3, 'session.closed'), stored(1, 'session.opened')]);
  expect(told.map(({ event, after }) => [event, after])).toEqual([
    ['session.opened', '0.0 s'],
    ['session.closed', '2 min'],
  ]);
});

test('nothing is told of nothing', () => {
  expect(timelineOf([])).toEqual([]);
});

test.each<[AuditEvent, JsonObject, string, readonly string[]]>([
  ['exchange.content', { side: 'prompt', parts: [{ text: 'one' }, { text: null }] }, 'said', ['one']],
  ['exchange.content', { side: 'answer', parts: [{ text: null }] }, 'said', []],
  ['exchange.held', {}, 'held', []],
  ['exchange.refused', {}, 'refused', []],
  ['exchange.released', { state: 'granted' }, 'passed', []],
  ['exchange.released', { state: 'denied' }, 'refused', []],
  ['exchange.outcome', { result: 'succeeded' }, 'passed', []],
  ['exchange.outcome', { result: 'failed' }, 'refused', []],
  ['exchange.intent', {}, 'other', []],
])('%s %j is %s', (event, detail, tone, texts) => {
  expect(timelineOf([stored(1, event, detail)])).toMatchObject([{ tone, texts }]);
});

test.each<[AuditEvent, JsonObject, string | null]>([
  ['exchange.held', { approval: 'a1' }, 'a1'],
  ['exchange.intent', { decisions: [{ approval: null }, { approval: { id: 'a2' } }] }, 'a2'],
  ['exchange.intent', { decisions: [{}], approval: 7 }, null],
])('%s %j tells of approval %s', (event, detail, approval) => {
  expect(timelineOf([stored(1, event, detail)])).toMatchObject([{ approval }]);
});

test('what a record says beyond its sentence is told with it', () => {
  const secrets = [{ rule: 'github-pat', count: 1, where: 'choice 0', placeholder: 'CSG_1' }];
  const [entry] = timelineOf([stored(1, 'exchange.outcome', { result: 'succeeded', status: 200, secrets })]);
  expect(entry?.facts).toEqual([
    { name: 'answered', value: 'status 200' },
    { name: 'kept back', value: 'github-pat, 1 time in choice 0, shown as CSG_1' },
  ]);
});
