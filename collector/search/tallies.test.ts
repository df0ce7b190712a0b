import { expect, test } from 'vitest';
import type { AuditRecord } from '../../protocol/audit-record.ts';
import type { JsonObject } from '../../protocol/json.ts';
import { talliesOf } from './tallies.ts';

const MAIN = { id: 'main', hash: 'a'.repeat(64) };
const PUSH = { kind: 'git.push', repository: 'git.example/demo' };
const TOKEN = { rule: 'github-pat', placeholder: 'CSG_GHPAT_92V1T4A3', where: 'user', count: 2 };

function told(event: AuditRecord['event'], detail: JsonObject): readonly string[] {
  const record = { event, detail } as AuditRecord;
  return talliesOf(record).map(({ measure, name, amount }) => `${measure} ${name} ${amount}`);
}

function asked(mask: JsonObject['mask']): JsonObject {
  const decisions = [{ action: { kind: 'copilot.chat', secrets: [TOKEN] }, verdict: 'accepted', rules: [] }];
  return { operation: { kind: 'copilot.prompt' }, mask: mask ?? null, decisions };
}

test.each<[AuditRecord['event'], JsonObject, readonly string[]]>([
  [
    'exchange.intent',
    {
      operation: PUSH,
      decisions: [
        { action: {}, verdict: 'accepted', rules: [MAIN, { id: 'deploy', hash: '' }] },
        { action: {}, verdict: 'refused', rule: MAIN },
      ],
    },
    [
      'operation git.push 1',
      'repository git.example/demo 1',
      'decision accepted 1',
      'decision refused 1',
      'rule main 1',
      'rule deploy 1',
      'rule main 1',
    ],
  ],
  [
    'exchange.refused',
    { operation: PUSH, rule: MAIN },
    ['operation git.push 1', 'repository git.example/demo 1', 'decision refused 1', 'rule main 1'],
  ],
  ['exchange.refused', { operation: {}, rule: null }, ['decision refused 1']],
  [
    'exchange.outcome',
    { secrets: [TOKEN, { rule: 'aws-access-key', count: 1 }, {}] },
    ['masked github-pat 2', 'masked aws-access-key 1'],
  ],
  ['exchange.held', {}, ['decision held 1']],
  [
    'exchange.released',
    { heldMs: 1500, binding: { action: 'git.push', repository: 'git.example/demo', rules: [MAIN] } },
    ['wait git.push 1500', 'wait-repository git.example/demo 1500', 'wait-rule main 1500'],
  ],
  ['exchange.released', { heldMs: -1, binding: {} }, []],
  ['exchange.released', {}, []],
  ['session.opened', { subject: 'dana' }, []],
])('%s %j', (event, detail, tallies) => {
  expect(told(event, detail)).toEqual(tallies);
});

test.each<[JsonObject['mask'], boolean]>([
  ['everything', true],
  [['github-pat'], true],
  [['aws-access-key'], false],
  ['nothing', false],
])('a secret that was found counts as kept back where the policy wanted %j: %s', (mask, isMasked) => {
  expect(told('exchange.intent', asked(mask)).includes('masked github-pat 2')).toBe(isMasked);
});

test('a name without end is cut', () => {
  const [first] = talliesOf({
    event: 'exchange.refused',
    detail: { operation: { kind: 'x'.repeat(600) } },
  } as unknown as AuditRecord);
  expect(first?.name).toHaveLength(500);
});
