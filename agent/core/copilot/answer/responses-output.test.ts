import { expect, test } from 'vitest';
import { applyEdits } from '../json-path.ts';
import { readJsonText } from '../json-text.ts';
import { AnswerError } from './answer-error.ts';
import { createContext } from './context.ts';
import type { CallItem } from './responses-items.ts';
import { outputEdits } from './responses-output.ts';
import { LIMITS, OPTIONS, PLACEHOLDER, SECRET } from './test-support.ts';

const CALL: CallItem = {
  name: 'view',
  callId: 'c',
  itemId: 'f',
  form: 'json',
  arguments: '{"a":1}',
  hasDelta: true,
  screened: { kind: 'pass', arguments: '{"a":2}' },
};
const ITEM = { type: 'function_call', name: 'view', arguments: '{"a":1}' };

function edited(response: unknown, call?: CallItem): unknown {
  const text = JSON.stringify(response);
  const { edits } = outputEdits(readJsonText(text, LIMITS.json), () => call, createContext(OPTIONS));
  return JSON.parse(applyEdits(text, edits));
}

test('texts and calls are as they were shown', () => {
  const text = { type: 'message', content: [{ type: 'output_text', text: SECRET }] };
  const search = { type: 'web_search_call', action: { query: 'x' } };
  expect(edited({ output: [text, search, ITEM], output_text: SECRET }, CALL)).toEqual({
    output: [
      { type: 'message', content: [{ type: 'output_text', text: PLACEHOLDER }] },
      search,
      { ...ITEM, arguments: '{"a":2}' },
    ],
    output_text: PLACEHOLDER,
  });
});

test('a call that was denied is a message', () => {
  const denied: CallItem = { ...CALL, screened: { kind: 'deny', message: 'no' } };
  expect(edited({ output: [ITEM] }, denied)).toMatchObject({ output: [{ type: 'message', id: 'f' }] });
});

test.each<[string, CallItem | undefined]>([
  ['nobody knows', undefined],
  ['was not judged', { ...CALL, screened: null }],
  ['had other arguments', { ...CALL, arguments: '{}' }],
  ['had another name', { ...CALL, name: 'bash' }],
])('a call that %s is refused', (_, call) => {
  expect(() => edited({ output: [ITEM] }, call)).toThrow(
    expect.objectContaining({ constructor: AnswerError, code: 'copies-disagree' }),
  );
});

test('a response without output has nothing to edit', () => {
  expect(edited({ id: 'a', output_text: '' })).toEqual({ id: 'a', output_text: '' });
});
