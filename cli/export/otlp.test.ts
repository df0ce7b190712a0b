import { expect, test } from 'vitest';
import type { JsonObject, JsonValue } from '../../protocol/json.ts';
import { HOSTILE_TEXTS, PUSH_DETAIL, storedRecord } from '../../test/support/stored-record.ts';
import { otlpRequests } from './otlp.ts';

interface LogRecord {
  readonly timeUnixNano: string;
  readonly attributes: readonly { readonly key: string; readonly value: JsonObject }[];
  readonly body: JsonObject;
}

function logRecords(body: string): readonly LogRecord[] {
  const { resourceLogs } = JSON.parse(body) as {
    resourceLogs: readonly [{ scopeLogs: readonly [{ logRecords: readonly LogRecord[] }] }];
  };
  return resourceLogs[0].scopeLogs[0].logRecords;
}

function attributes({ attributes: all }: LogRecord): Readonly<Record<string, JsonObject>> {
  return Object.fromEntries(all.map(({ key, value }) => [key, value]));
}

test('a record in the names of the protocol', () => {
  const [request] = otlpRequests([storedRecord({ detail: PUSH_DETAIL })], '1.2.3');
  const whole = JSON.parse(request?.body ?? '') as JsonObject;
  expect(whole).toMatchObject({
    resourceLogs: [
      {
        resource: { attributes: [{ key: 'service.name', value: { stringValue: 'countersign' } }, {}] },
        scopeLogs: [
          {
            scope: { name: 'countersign.audit', version: '1.2.3' },
            logRecords: [
              {
                timeUnixNano: `${Date.parse('2026-11-21T08:00:00.123Z')}000000`,
                observedTimeUnixNano: `${Date.parse('2026-11-21T08:00:01.000Z')}000000`,
                severityNumber: 9,
                severityText: 'INFO',
                eventName: 'countersign.exchange.intent',
              },
            ],
          },
        ],
      },
    ],
  });
  const [record] = logRecords(request?.body ?? '');
  expect(record === undefined ? {} : attributes(record)).toMatchObject({
    'log.record.uid': { stringValue: `${'a'.repeat(64)}:1` },
    'user.id': { stringValue: 'dana' },
    'server.port': { intValue: '443' },
    'countersign.seq': { intValue: '1' },
    'countersign.rules': { arrayValue: { values: [{ stringValue: 'reviewed' }] } },
    'countersign.decision': { stringValue: 'accepted' },
  });
});

test.each<[JsonValue, JsonObject]>([
  ['a', { stringValue: 'a' }],
  [true, { boolValue: true }],
  [7, { intValue: '7' }],
  [0.5, { doubleValue: 0.5 }],
  [2 ** 60, { doubleValue: 2 ** 60 }],
  [null, {}],
  [[1, 'a'], { arrayValue: { values: [{ intValue: '1' }, { stringValue: 'a' }] } }],
  [{ a: null }, { kvlistValue: { values: [{ key: 'a', value: {} }] } }],
])('a value %j is %j', (value, written) => {
  const [request] = otlpRequests([storedRecord({ detail: { value } })], '1');
  expect(logRecords(request?.body ?? '')[0]?.body).toEqual({
    kvlistValue: { values: [{ key: 'value', value: written }] },
  });
});

test('requests are bounded, in order, and lose nothing', () => {
  const records = Array.from({ length: 50 }, (_, at) =>
    storedRecord({ detail: { text: 'ü'.repeat(at * 40) } }, at + 1),
  );
  const requests = [...otlpRequests(records, '1', 8000)];
  expect(requests.length).toBeGreaterThan(5);
  for (const { body, count } of requests) {
    expect(Buffer.byteLength(body)).toBeLessThanOrEqual(8000);
    expect(logRecords(body)).toHaveLength(count);
  }
  const seqs = requests.flatMap(({ body }) =>
    logRecords(body).map((record) => Number(attributes(record)['countersign.seq']?.['intValue'])),
  );
  expect(seqs).toEqual(records.map(({ record }) => record.seq));
});

test('one that is too large goes alone', () => {
  const records = [
    storedRecord({}, 1),
    storedRecord({ detail: { text: 'x'.repeat(9000) } }, 2),
    storedRecord({}, 3),
  ];
  expect([...otlpRequests(records, '1', 4000)].map(({ count }) => count)).toEqual([1, 1, 1]);
});

test('of nothing there is no request', () => {
  expect([...otlpRequests([], '1')]).toEqual([]);
});

test.each(HOSTILE_TEXTS)('hostile text stays in its value: %j', (text) => {
  const [request] = otlpRequests([storedRecord({ detail: { subject: text } })], '1');
  const [record] = logRecords(request?.body ?? '');
  expect(record === undefined ? {} : attributes(record)['user.id']).toEqual({ stringValue: text });
});
