import { expect, test } from 'vitest';
import type { AuditEvent } from './audit-record.ts';
import type { JsonObject } from './json.ts';
import { tellRecord } from './record-telling.ts';

const operation = { kind: 'git.push', repository: 'git.example/demo', host: 'git.example' };
const decision = { verdict: 'accepted', rules: [{ id: 'main' }], action: { ref: 'refs/heads/main' } };

test.each<[AuditEvent, JsonObject, string]>([
  ['session.opened', { program: 'git', actor: 'ai', subject: 'dana' }, 'git was started by ai for dana'],
  ['session.closed', {}, 'the session ended'],
  [
    'exchange.content',
    { side: 'prompt', parts: [{ text: 'add' }, { text: null }, { text: 'more' }] },
    'prompt: add more',
  ],
  ['exchange.content', { side: 'answer', parts: [{ text: null }] }, 'answer: not on record'],
  [
    'exchange.content',
    { side: 'answer', parts: [{ part: 0 }], commitment: 'c' },
    'answer: destroyed, as its retention says',
  ],
  ['exchange.held', { binding: { repository: 'demo', ref: 'main' } }, 'held for a reviewer: demo main'],
  [
    'exchange.released',
    { state: 'denied', by: 'rita', reason: 'no' },
    'the reviewers said denied by rita: no',
  ],
  [
    'exchange.intent',
    { operation, decisions: [decision] },
    'passed: git.push git.example/demo: refs/heads/main accepted by main',
  ],
  [
    'exchange.refused',
    { step: 'evaluate', operation, reason: 'no' },
    'refused at evaluate: git.push git.example/demo: no',
  ],
  ['exchange.outcome', { result: 'succeeded' }, 'succeeded'],
  ['agent.read', { host: 'git.example', path: '/demo' }, 'the agent read git.example/demo to judge it'],
  [
    'content.destroyed',
    { records: 3, reason: 'retention' },
    'what was said was destroyed in 3 records, for its retention',
  ],
  ['hold.placed', { by: 'rita', reason: 'a case' }, 'kept whatever its age, says rita: a case'],
  ['hold.released', { by: 'rita' }, 'a hold was released by rita'],
  ['agent.started', { version: '1' }, 'agent.started'],
  ['exchange.outcome', { result: 7 }, '?'],
])('%s %j: %s', (event, detail, sentence) => {
  expect(tellRecord({ event, detail })).toBe(sentence);
});
