import { expect, test } from 'vitest';
import { recordJson } from '../../protocol/audit-record.ts';
import { canonicalJson } from '../../protocol/canonical-json.ts';
import type { JsonObject } from '../../protocol/json.ts';
import { HOSTILE_TEXTS, PUSH_DETAIL, storedRecord } from '../../test/support/stored-record.ts';
import { sha256Hex } from '../evidence/sha256.ts';
import { OCSF_VERSION, ocsfLine } from './ocsf.ts';

type Change = Parameters<typeof storedRecord>[0];

function event(change: Change = {}): JsonObject {
  return JSON.parse(ocsfLine(storedRecord(change), '1.2.3')) as JsonObject;
}

/**
 * Of schema.ocsf.io 1.9.0: what each class requires, its category, and the activities that it names. 99 is "Other" of
 * every class.
 */
const CLASSES: Readonly<
  Record<number, { category: number; required: readonly string[]; activities: readonly number[] }>
> = {
  0: { category: 0, required: [], activities: [99] },
  2004: { category: 2, required: ['finding_info'], activities: [1, 2, 3, 99] },
  6002: { category: 6, required: ['application'], activities: [1, 2, 3, 4, 5, 6, 7, 8, 99] },
  6003: { category: 6, required: ['actor', 'api', 'src_endpoint'], activities: [1, 2, 3, 4, 99] },
};

const BASE = ['activity_id', 'category_uid', 'class_uid', 'metadata', 'severity_id', 'time', 'type_uid'];

const REFUSED = {
  step: 'evaluate',
  code: 'denied',
  reason: 'no push to main',
  rule: { id: 'main', hash: 'c' },
};

test.each<[string, Change, number, number]>([
  ['an agent that starts', { event: 'agent.started', session: null, exchange: null }, 6002, 3],
  ['an agent that stops', { event: 'agent.stopped', session: null, exchange: null }, 6002, 4],
  ['a log that does not hold', { event: 'log.rejected', detail: { fault: 'log-fork' } }, 2004, 1],
  ['a push', { detail: PUSH_DETAIL }, 6003, 3],
  ['a fetch', { detail: { operation: { kind: 'git.fetch' } } }, 6003, 2],
  ['a refusal', { event: 'exchange.refused', detail: REFUSED }, 6003, 99],
  ['a refusal of nobody', { event: 'exchange.refused', session: null, exchange: null }, 6003, 99],
  ['an end', { event: 'exchange.outcome', detail: { result: 'failed' } }, 6003, 99],
  ['a session', { event: 'session.opened', detail: { subject: 'dana', actor: 'ai' } }, 6003, 99],
  ['another policy', { event: 'policy.adopted', session: null, exchange: null }, 0, 99],
])('%s has what its class requires', (_name, change, cls, activity) => {
  const told = event(change);
  const facts = CLASSES[cls];
  expect(told).toMatchObject({
    class_uid: cls,
    category_uid: facts?.category,
    activity_id: activity,
    type_uid: cls * 100 + activity,
    time: Date.parse('2026-11-21T08:00:00.123Z'),
    metadata: { version: OCSF_VERSION, product: { vendor_name: 'Countersign', version: '1.2.3' } },
  });
  expect(facts?.activities).toContain(activity);
  expect(Object.keys(told)).toEqual(expect.arrayContaining([...BASE, ...(facts?.required ?? [])]));
});

test('what a push was, who was behind it and what the policy made of it', () => {
  expect(event({ detail: PUSH_DETAIL })).toMatchObject({
    severity_id: 1,
    actor: { user: { uid: 'dana' }, session: { uid: 's1' }, application: { name: 'git' } },
    api: { operation: 'git.push', service: { name: 'git.example' }, request: { uid: 'x1' } },
    dst_endpoint: { hostname: 'git.example', port: 443 },
    resources: [
      { uid: 'git.example/octo-org/demo', type: 'repository' },
      { uid: 'refs/heads/main', type: 'git ref' },
    ],
    metadata: { profiles: ['security_control'], correlation_uid: 'x1' },
    action_id: 1,
    disposition_id: 1,
    policy: { name: 'reviewed' },
  });
});

test.each<[string, Change, JsonObject]>([
  [
    'refused',
    { event: 'exchange.refused', detail: REFUSED },
    { action_id: 2, disposition_id: 2, status_id: 2, is_alert: true, severity_id: 3 },
  ],
  ['held', { event: 'exchange.held' }, { action_id: 0, disposition_id: 14, severity_id: 2 }],
  ['succeeded', { event: 'exchange.outcome', detail: { result: 'succeeded' } }, { status_id: 1 }],
  ['failed', { event: 'exchange.outcome', detail: { result: 'failed' } }, { status_id: 2 }],
  [
    'approved by one person in an emergency',
    { detail: { decisions: [{ verdict: 'accepted', approval: { breakGlass: ['main'] } }] } },
    { severity_id: 4, action_id: 1 },
  ],
])('%s is told in numbers of OCSF', (_name, change, numbers) => {
  expect(event(change)).toMatchObject(numbers);
});

test('an event holds the record as it was signed, so that it can be found in a bundle', () => {
  const stored = storedRecord({ detail: PUSH_DETAIL });
  const { unmapped } = event({ detail: PUSH_DETAIL }) as { unmapped: JsonObject };
  expect(unmapped['record']).toEqual(stored.record);
  expect(unmapped['signature']).toBe(stored.signature);
  expect(unmapped['hash']).toBe(sha256Hex(Buffer.from(canonicalJson(recordJson(stored.record)))));
});

test.each(HOSTILE_TEXTS)('hostile text stays in its value and on its line: %j', (text) => {
  const change = { detail: { ...PUSH_DETAIL, subject: text, reason: text } };
  const line = canonical(text) ? ocsfLine(storedRecord(change), '1') : null;
  if (line === null) return expect(() => ocsfLine(storedRecord(change), '1')).toThrow();
  expect(line).toMatch(/^[\x20-\x7e]+\n$/);
  expect(JSON.parse(line)).toMatchObject({ actor: { user: { uid: text } }, class_uid: 6003 });
});

/** The collector takes no record that has no canonical form. */
function canonical(text: string): boolean {
  return text.isWellFormed();
}
