import { expect, test } from 'vitest';
import { readJsonText } from '../json-text.ts';
import { PartList } from './part-list.ts';
import { addChatMessages, addResponsesInput } from './turns.ts';

const LIMITS = { maxChars: 10_000, maxDepth: 16, maxNodes: 1000 };

function told(messages: unknown, add = addChatMessages): readonly string[] {
  const list = new PartList();
  add(list, readJsonText(JSON.stringify(messages), LIMITS), []);
  return list.parts.map(({ origin, tool, text }) => `${origin} ${tool ?? '-'} ${text}`);
}

test.each<[string, unknown, readonly string[]]>([
  ['a text among messages', ['hello'], ['user - hello']],
  ['a role nobody knows', [{ role: 'critic', content: 'hm' }], ['user - hm']],
  [
    'a result of a call that is not there',
    [{ role: 'tool', tool_call_id: 'c9', content: 'x' }],
    ['tool - x'],
  ],
  ['the old way to give a result', [{ role: 'function', name: 'bash', content: 'x' }], ['tool bash x']],
  [
    'a custom call',
    [{ role: 'assistant', tool_calls: [{ id: 'c', custom: { name: 'patch', input: '***' } }] }],
    ['assistant patch ***'],
  ],
  [
    'a call of a shell of the upstream',
    [{ type: 'local_shell_call', call_id: 'c', action: { command: ['ls', '-l'] } }],
    ['assistant local_shell ls', 'assistant local_shell -l'],
  ],
  ['no calls', [{ role: 'assistant', content: 'x', tool_calls: null }], ['assistant - x']],
])('%s', (_name, messages, expected) => {
  expect(told(messages)).toEqual(expected);
});

test('an input may be one text', () => {
  expect(told('hello', addResponsesInput)).toEqual(['user - hello']);
});
