import { expect, test } from 'vitest';
import type { AuditEvent } from './audit-record.ts';
import type { StoredRecord } from './collector-api.ts';
import { inWrittenOrder } from './record-order.ts';

function stored(id: number, seq: number, event: AuditEvent = 'exchange.intent'): StoredRecord {
  const at = '2026-11-21T08:00:00.000Z';
  const place = { v: 1, agent: 'a', seq, prev: '', at, session: 's', exchange: null, detail: {} } as const;
  return { id, index: id, receivedAt: at, record: { ...place, event }, signature: '' };
}

test.each<[string, readonly StoredRecord[]]>([
  ['by number', [stored(9, 1), stored(8, 2)]],
  ['by place, where two agents used one number', [stored(1, 1), stored(2, 1)]],
  ['what the collector says at the end', [stored(1, 7), stored(2, 1, 'content.destroyed')]],
])('records are told %s', (_name, records) => {
  expect(records.toReversed().toSorted(inWrittenOrder)).toEqual(records);
});
