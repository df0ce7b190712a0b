import { expect, test } from 'vitest';
import type { Operation } from '../protocol/operation.ts';
import { change, chat, mcpCall, push, tunnel } from '../test/support/operation.ts';
import { messageFor } from './message.ts';

function pushOf(...changes: readonly ReturnType<typeof change>[]): Operation {
  return push('refs/heads/x', { changes });
}

const found = (rule: string, line: number | null) => ({ rule, line });
const told = { rule: 'key', placeholder: null, where: 'file a.ts', count: 2 };

test.each([
  ['the same place once', pushOf(change('a', { secrets: [found('k', 1), found('k', 1)] })), 'a:1 (k)'],
  [
    'several places',
    pushOf(change('src/a.ts', { secrets: [found('k', 7), found('l', null)] }), change('b')),
    'src/a.ts:7 (k), src/a.ts (l)',
  ],
  [
    'more than anyone reads',
    pushOf(change('a', { secrets: Array.from({ length: 8 }, (_, line) => found('k', line)) })),
    'a:0 (k), a:1 (k), a:2 (k), a:3 (k), a:4 (k) and 3 more',
  ],
  [
    'a long path',
    pushOf(change(`${'x'.repeat(200)}.ts`, { secrets: [found('k', 1)] })),
    `…${'x'.repeat(117)}.ts:1 (k)`,
  ],
  ['a path that steers', pushOf(change('a\u001b[2J', { secrets: [found('k', 1)] })), 'a\\u{1b}[2J:1 (k)'],
  ['a path with signs', pushOf(change('a$&', { secrets: [found('k', 1)] })), 'a$&:1 (k)'],
  ['a prompt', chat({ secrets: [told] }), 'file a.ts (key)'],
  ['a call of a tool', mcpCall('t', '{}', { secrets: [told] }), 'file a.ts (key)'],
  ['nothing', pushOf(change('a')), 'none found'],
  ['what is not looked through', tunnel('example.com'), 'none found'],
])('%s', (_, { action }, places) => {
  expect(messageFor('secrets: {secrets}!', action)).toBe(`secrets: ${places}!`);
});

test('a message without the slot stays', () => {
  expect(messageFor('{other} {', pushOf(change('a')).action)).toBe('{other} {');
});
