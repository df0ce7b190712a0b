import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../../protocol/json.ts';
import type { Turn } from '../../../protocol/panel-view.ts';
import { isQuiet, newTurn, type SeenRecord, turnAfter } from './turn.ts';

const AT = '2026-11-21T08:00:00.000Z';

function turnOf(...records: readonly (readonly [SeenRecord['event'], JsonObject])[]): Turn {
  return records.reduce(
    (turn, [event, detail]) => turnAfter(turn, { at: AT, event, detail }),
    newTurn('e', AT),
  );
}

const PROMPT = {
  side: 'prompt',
  parts: [
    { origin: 'system', at: 0, text: 'You are a helper.' },
    { origin: 'user', at: 0, text: 'Where does CSG_GHPAT_92V1T4A3 go?' },
    { origin: 'user', at: 65536, text: 'the rest of a long one' },
    { origin: 'user', at: 0, text: null },
  ],
};
const ANSWER = { side: 'answer', parts: [{ origin: 'text', at: 0, text: 'Into the environment.' }] };
const SECRETS = [{ rule: 'github-pat', placeholder: 'CSG_GHPAT_92V1T4A3', where: 'user', count: 2 }];
const CHAT = { kind: 'copilot.chat', model: 'gpt-4.1', secrets: SECRETS };
const CHAT_INTENT = {
  operation: { kind: 'copilot.prompt', host: 'api.copilot.test' },
  decisions: [{ action: CHAT, verdict: 'accepted', rules: [{ id: 'copilot', hash: 'x' }], approval: null }],
};
const BINDING = { action: 'git.push', repository: 'host/o/r', ref: 'refs/heads/main' };
const HELD = { approval: 'a1', binding: BINDING };
const PUSH_INTENT = {
  operation: { kind: 'git.push', repository: 'host/o/r' },
  decisions: [
    {
      action: { kind: 'git.push', ref: 'refs/heads/main' },
      verdict: 'accepted',
      rules: [{ id: 'main-reviewed' }],
      approval: { id: 'a1', approvedBy: ['rita'] },
    },
    {
      action: { kind: 'git.push', ref: 'refs/heads/x' },
      verdict: 'refused',
      reason: 'frozen',
      rule: { id: 'freeze' },
    },
  ],
};

test('a question is told with its words, its answer and what was kept back', () => {
  const turn = turnOf(
    ['exchange.content', PROMPT],
    ['exchange.intent', CHAT_INTENT],
    ['exchange.content', ANSWER],
    ['exchange.outcome', { result: 'succeeded' }],
  );
  expect(turn).toMatchObject({
    operation: 'copilot.chat',
    where: 'api.copilot.test',
    what: ['gpt-4.1'],
    secrets: 2,
    said: [
      { side: 'prompt', text: 'Where does CSG_GHPAT_92V1T4A3 go?' },
      { side: 'answer', text: 'Into the environment.' },
    ],
    decisions: [{ verdict: 'accepted', rules: ['copilot'], approval: null }],
    state: { kind: 'passed' },
  });
});

test('a push is told from its hold to who approved it', () => {
  const held = turnOf(['exchange.held', HELD]);
  expect(held).toMatchObject({
    operation: 'git.push',
    where: 'host/o/r',
    state: { kind: 'held', approval: 'a1' },
  });
  const passed = turnOf(['exchange.held', HELD], ['exchange.intent', PUSH_INTENT]);
  expect(passed).toMatchObject({
    what: ['refs/heads/main', 'refs/heads/x'],
    decisions: [
      { what: 'refs/heads/main', approval: 'a1', approvedBy: ['rita'] },
      { what: 'refs/heads/x', verdict: 'refused', rules: ['freeze'], reason: 'frozen' },
    ],
    state: { kind: 'open' },
  });
});

const REFUSED = {
  operation: { kind: 'tunnel', host: 'example.com' },
  step: 'evaluate',
  code: 'denied',
  reason: 'no',
};

test.each<[string, Turn, Turn['state']['kind']]>([
  ['is refused', turnOf(['exchange.refused', REFUSED]), 'refused'],
  [
    'breaks off after its intent',
    turnOf(['exchange.outcome', { result: 'failed', code: 'upstream-broken' }]),
    'refused',
  ],
  ['is answered with an error', turnOf(['exchange.outcome', { result: 'failed', status: 500 }]), 'failed'],
  ['has records that say nothing of its end', turnOf(['agent.read', {}]), 'open'],
])('one that %s', (_what, turn, state) => {
  expect(turn.state.kind).toBe(state);
});

test('a refusal says which rule, and leaves out what it does not have', () => {
  const rule = { id: 'r', hash: 'x' };
  expect(turnOf(['exchange.refused', { ...REFUSED, rule }]).state).toMatchObject({
    rule: 'r',
    code: 'denied',
  });
  expect(turnOf(['exchange.refused', {}])).toMatchObject({
    operation: '',
    state: { rule: null, reason: '' },
  });
});

describe('quiet', () => {
  const turn = (operation: string, change: Partial<Turn> = {}) => ({
    ...newTurn('e', AT),
    operation,
    ...change,
  });
  const refused = turnOf(['exchange.refused', REFUSED]).state;
  test.each<[string, Turn, boolean]>([
    ['a tunnel', turn('tunnel'), true],
    ['a completion', turn('copilot.completion'), true],
    ['a push that asks for nothing', turn('git.push'), true],
    ['a push', turn('git.push', { what: ['refs/heads/main'] }), false],
    ['a question', turn('copilot.chat'), false],
    ['a tunnel that was refused', turn('tunnel', { state: refused }), false],
    ['telemetry that was refused', turn('copilot.telemetry', { state: refused }), true],
  ])('%s: %s', (_what, seen, quiet) => {
    expect(isQuiet(seen)).toBe(quiet);
  });
});
