import { expect, test } from 'vitest';
import type { AuditRecord } from './audit-record.ts';
import type { JsonObject } from './json.ts';
import { factsOf } from './record-facts.ts';

const TOKEN = { rule: 'github-pat', placeholder: 'CSG_KEY_1', where: 'user', count: 2 };
const PUSH = {
  action: {
    kind: 'git.push',
    ref: 'refs/heads/main',
    change: 'update',
    oldId: 'a'.repeat(40),
    newId: 'b'.repeat(40),
    forced: true,
    commits: 1,
    changes: 3,
  },
  verdict: 'accepted',
  approval: { id: 'x', approvedBy: ['robin', 'kim'], breakGlass: ['main'] },
};

test.each<[AuditRecord['event'], JsonObject, readonly string[]]>([
  [
    'exchange.intent',
    { decisions: [PUSH] },
    [
      `ref: refs/heads/main: forced, update, ${'a'.repeat(12)} → ${'b'.repeat(12)}, 1 commit, 3 changes`,
      'approved by: robin, kim',
      'in an emergency, for: main',
    ],
  ],
  [
    'exchange.intent',
    {
      mask: ['github-pat'],
      decisions: [{ action: { model: 'm', secrets: [TOKEN, { ...TOKEN, rule: 'other' }] } }],
    },
    [
      'model: m',
      'kept back: github-pat, 2 times in user, shown as CSG_KEY_1',
      'let through: other, 2 times in user',
    ],
  ],
  [
    'exchange.outcome',
    {
      status: 200,
      bytes: 1,
      model: 'm',
      usage: { total_tokens: 10 },
      finishReasons: ['stop'],
      closedEarly: true,
      toolCalls: [
        { tool: 'run', denied: false },
        { tool: 'edit', denied: true },
      ],
      held: { approval: { approvedBy: ['robin'] } },
      secrets: [{ rule: 'slack-token', count: 1, where: 'choice 0' }],
    },
    [
      'answered: status 200, 1 byte',
      'model: m',
      'usage: total_tokens 10',
      'ended by: stop',
      'cut short: its client closed early',
      'tool called: run',
      'tool called: edit, and kept back',
      'approved by: robin',
      'kept back: slack-token, 1 time in choice 0',
    ],
  ],
  [
    'exchange.outcome',
    {
      status: 200,
      refs: [
        { ref: 'refs/heads/a', ok: true },
        { ref: 'refs/heads/b', ok: false, reason: 'hook declined' },
      ],
    },
    ['answered: status 200', 'ref: refs/heads/a: taken', 'ref: refs/heads/b: hook declined'],
  ],
  [
    'exchange.refused',
    { code: 'denied', refs: [{ ref: 'refs/heads/a', reason: 'no' }] },
    ['code: denied', 'ref: refs/heads/a: no'],
  ],
  ['exchange.intent', { decisions: [{ action: 7, approval: 'x' }], mask: {} }, []],
  ['session.opened', { status: 200 }, []],
])('%s %j', (event, detail, facts) => {
  expect(factsOf({ event, detail }).map(({ name, value }) => `${name}: ${value}`)).toEqual(facts);
});
