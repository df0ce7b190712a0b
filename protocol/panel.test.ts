import { expect, test } from 'vitest';
import {
  type FromPanel,
  PanelMessageError,
  panelMessage,
  readFromPanel,
  readToPanel,
  type ToPanel,
} from './panel.ts';

const APPROVAL = 'a'.repeat(20);
const SECRET = { session: 's', placeholder: 'CSG_GHPAT_92V1T4A3' };

test.each<FromPanel>([
  { kind: 'ready' },
  { kind: 'command', command: 'doctor' },
  { kind: 'ask', id: 1, ask: { kind: 'cancel', approval: APPROVAL } },
  { kind: 'ask', id: 1, ask: { kind: 'review', approval: APPROVAL } },
  { kind: 'ask', id: 2, ask: { kind: 'vote', approval: APPROVAL, vote: { verdict: 'deny', reason: 'no' } } },
  { kind: 'ask', id: 3, ask: { kind: 'original', of: SECRET } },
  { kind: 'ask', id: 4, ask: { kind: 'dispute', dispute: { ...SECRET, reason: 'an example' } } },
])('from the panel: %j', (message) => {
  expect(readFromPanel(panelMessage(message))).toMatchObject(message);
});

test.each<ToPanel>([
  { kind: 'show', section: 'masked', approval: null },
  { kind: 'answer', id: 1, answer: { kind: 'done' } },
  {
    kind: 'answer',
    id: 1,
    answer: { kind: 'review', review: { diff: null, isDestroyed: false, earlier: [] } },
  },
  { kind: 'answer', id: 1, answer: { kind: 'original', secret: 'x' } },
  { kind: 'slice', slice: { part: 'connection', value: { kind: 'starting' } } },
  { kind: 'slice', slice: { part: 'inbox', value: { kind: 'signed-out' } } },
  { kind: 'slice', slice: { part: 'holds', value: { kind: 'known', value: { holds: [] } } } },
  { kind: 'slice', slice: { part: 'masked', value: { kind: 'failed', message: 'm', hint: '' } } },
])('to the panel: %j', (message) => {
  expect(readToPanel(panelMessage(message))).toMatchObject(message);
});

test.each<[string, unknown, PanelMessageError['code']]>([
  ['nothing', null, 'wrong-version'],
  ['no version', { kind: 'ready' }, 'wrong-version'],
  ['another version', { v: 2, kind: 'ready' }, 'wrong-version'],
  ['another kind', { v: 1, kind: 'eval' }, 'malformed'],
  ['a member too many', { v: 1, kind: 'ready', token: 'x' }, 'malformed'],
  [
    'a command that is none of the panel',
    { v: 1, kind: 'command', command: 'workbench.action.terminal.new' },
    'malformed',
  ],
  [
    'an id that is a path',
    { v: 1, kind: 'ask', id: 1, ask: { kind: 'cancel', approval: '../x' } },
    'malformed',
  ],
  [
    'a placeholder that is none',
    { v: 1, kind: 'ask', id: 1, ask: { kind: 'original', of: { session: 's', placeholder: 'password' } } },
    'malformed',
  ],
])('%s is refused', (_what, value, code) => {
  expect(() => readFromPanel(value)).toThrow(expect.objectContaining({ code }));
  expect(() => readToPanel(value)).toThrow(PanelMessageError);
});

test('an error repeats nothing of the message', () => {
  const message = {
    v: 1,
    kind: 'answer',
    id: 1,
    answer: { kind: 'original', secret: 5, hunter2: 'hunter2' },
  };
  expect(() => readToPanel(message)).toThrow(
    expect.objectContaining({ message: expect.not.stringContaining('hunter2') }),
  );
});
