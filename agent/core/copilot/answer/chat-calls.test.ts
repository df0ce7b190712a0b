import { expect, test } from 'vitest';
import { readJsonText } from '../json-text.ts';
import { AnswerError } from './answer-error.ts';
import { ChatCalls } from './chat-calls.ts';
import { createContext } from './context.ts';
import { JUDGED, LIMITS, OPTIONS } from './test-support.ts';

const read = (calls: ChatCalls, text: string, choice = 0) =>
  calls.read(choice, readJsonText(text, LIMITS.json));

test('the whole arguments stand where the call began, also where it began without any', () => {
  const calls = new ChatCalls(createContext(OPTIONS));
  const [first, second] = [
    '[{"index":0,"id":"a","function":{"name":"view"}}]',
    '[{"index":0,"function":{"name":"view","arguments":"{}"}}]',
  ];
  const fragments = [read(calls, first), read(calls, second)];
  expect(calls.isOpen).toBe(true);
  calls.finish(0);
  expect(calls.isOpen).toBe(false);
  expect(calls.render(first, fragments[0] ?? []).list).toBe(
    '[{"index":0,"id":"a","function":{"name":"view","arguments":"{}"}}]',
  );
  expect(calls.render(second, fragments[1] ?? []).list).toBe(
    '[{"index":0,"function":{"name":"view","arguments":""}}]',
  );
});

test('choices are judged one by one', () => {
  const calls = new ChatCalls(createContext(JUDGED));
  const text = '[{"id":"a","function":{"name":"bash","arguments":"{}"}}]';
  const fragments = read(calls, text);
  read(calls, text, 1);
  calls.finish(0);
  expect([calls.isOpen, calls.allDenied(0), calls.allDenied(1), calls.allDenied(2)]).toEqual([
    true,
    true,
    false,
    false,
  ]);
  expect(calls.render(text, fragments)).toEqual({ list: null, messages: '\n\nnot here\n' });
  calls.finishAll();
  expect(calls.isOpen).toBe(false);
});

test.each([
  ['[{"function":{"name":"other","arguments":""}}]', 'unknown-shape'],
  ['[{"index":0,"function":{"arguments":7}}]', 'unknown-shape'],
  ['[{"index":-1,"function":{"arguments":""}}]', 'unknown-shape'],
])('%s does not go on with a call', (text, code) => {
  const calls = new ChatCalls(createContext(OPTIONS));
  read(calls, '[{"id":"a","function":{"name":"view"}}]');
  expect(() => read(calls, text)).toThrow(expect.objectContaining({ constructor: AnswerError, code }));
});

test('a call that was judged takes no more, and one that was not is not written', () => {
  const calls = new ChatCalls(createContext(OPTIONS));
  const text = '[{"id":"a","function":{"name":"view","arguments":"{}"}}]';
  const fragments = read(calls, text);
  expect(() => calls.render(text, fragments)).toThrow(expect.objectContaining({ code: 'truncated' }));
  calls.finish(0);
  expect(() => read(calls, '[{"function":{"arguments":"x"}}]')).toThrow(
    expect.objectContaining({ code: 'out-of-order' }),
  );
});

test('arguments have a bound', () => {
  const calls = new ChatCalls(
    createContext({ ...OPTIONS, limits: { ...LIMITS, json: { ...LIMITS.json, maxChars: 5 } } }),
  );
  read(calls, '[{"id":"a","function":{"name":"view","arguments":"12345"}}]');
  expect(() => read(calls, '[{"function":{"arguments":"6"}}]')).toThrow(
    expect.objectContaining({ code: 'too-large' }),
  );
});
