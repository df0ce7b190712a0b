import { expect, test } from 'vitest';
import { readJsonText } from '../json-text.ts';
import { AnswerError } from './answer-error.ts';
import { createContext } from './context.ts';
import {
  callArguments,
  callItem,
  deniedItem,
  itemKind,
  itemTexts,
  partText,
  screenCall,
  stateArguments,
} from './responses-items.ts';
import { JUDGED, LIMITS } from './test-support.ts';

const node = (value: unknown) => readJsonText(JSON.stringify(value), LIMITS.json);
const code = (expected: string) => expect.objectContaining({ constructor: AnswerError, code: expected });
const CALL = { type: 'function_call', id: 'f', call_id: 'c', name: 'bash', arguments: '{}' };

test.each([
  ['message', 'text'],
  ['reasoning', 'text'],
  ['function_call', 'call'],
  ['custom_tool_call', 'call'],
  ['web_search_call', 'whole'],
])('an item of type %s is %s', (type, kind) => {
  expect(itemKind(node({ type }))).toBe(kind);
});

test.each([[{ type: 'computer_call' }], [{}], ['x']])('%j is no item that is known', (item) => {
  expect(() => itemKind(node(item))).toThrow(code('unknown-shape'));
});

test('an item states its texts in order', () => {
  const item = {
    type: 'reasoning',
    content: [{ type: 'reasoning_text', text: 'b' }],
    summary: [{ type: 'summary_text', text: 'a' }],
  };
  expect(itemTexts(3, node(item)).map(({ channel, kind }) => [channel, kind])).toEqual([
    ['item 3 summary 0', 'reasoning'],
    ['item 3 reasoning 0', 'reasoning'],
  ]);
  expect(itemTexts(3, node({ type: 'web_search_call' }))).toEqual([]);
  expect(() => itemTexts(3, node({ type: 'message', content: 'x' }))).toThrow(code('unknown-shape'));
});

test.each([{ type: 'refusal', text: 'a' }, { type: 'output_text' }, {}])(
  '%j is no part that is known',
  (part) => {
    expect(() => partText(0, node(part), 0)).toThrow(code('unknown-shape'));
  },
);

test('a call is judged once, and says the same ever after', () => {
  const context = createContext(JUDGED);
  const call = callItem(node(CALL));
  stateArguments(call, callArguments(node(CALL)).value);
  expect(screenCall(call, context)).toEqual({ kind: 'deny', message: 'not here' });
  expect(screenCall(call, context)).toBe(call.screened);
  expect(context.calls.summaries).toHaveLength(1);
  stateArguments(call, '{}');
  expect(() => stateArguments(call, '{ }')).toThrow(code('copies-disagree'));
});

test.each([
  { ...CALL, arguments: {} },
  { ...CALL, arguments: undefined },
  { type: 'message', arguments: '{}' },
])('%j states no arguments', (item) => {
  expect(() => callArguments(node(item))).toThrow(code('unknown-shape'));
});

test('the item in the place of a denied call is a message', () => {
  const call = callItem(node(CALL));
  expect(JSON.parse(deniedItem(call, 'no "x"', 'completed'))).toEqual({
    id: 'f',
    type: 'message',
    status: 'completed',
    role: 'assistant',
    content: [{ type: 'output_text', text: 'no "x"', annotations: [] }],
  });
  expect(JSON.parse(deniedItem(call, 'no', 'in_progress'))).toMatchObject({ content: [] });
});
