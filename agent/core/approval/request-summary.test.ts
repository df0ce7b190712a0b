import { expect, test } from 'vitest';
import type { RequestBinding } from '../../../protocol/approval.ts';
import type { Operation } from '../../../protocol/operation.ts';
import { apiCall, chat, mcpCall, part } from '../../../test/support/operation.ts';
import { canBeHeld } from './binding.ts';
import { requestSummary } from './request-summary.ts';

const BINDING: RequestBinding = {
  action: 'mcp.call',
  host: 'api.githubcopilot.com',
  path: '/mcp',
  request: 'a'.repeat(64),
  rules: [],
  requester: 'dana',
};

function shown(operation: Operation, maskText = (text: string) => text): ReturnType<typeof requestSummary> {
  const { action } = operation;
  if (!canBeHeld(action) || action.kind === 'git.push') throw new Error('not a request');
  return requestSummary(operation, action, { binding: BINDING, maskText });
}

test('a call is shown by its tool and its arguments', () => {
  const found = [{ rule: 'key', placeholder: 'CSG_KEY_1', where: 'arguments', count: 2 }];
  expect(shown(mcpCall('push_files', '{"a":1}', { secrets: found }))).toMatchObject({
    kind: 'request',
    host: 'api.githubcopilot.com',
    path: '/mcp',
    request: 'a'.repeat(64),
    what: 'push_files',
    excerpt: '{"a":1}',
    chars: 7,
    secrets: 2,
  });
});

test('a call of an API is shown by its name and what it comes to', () => {
  const found = [{ rule: 'key', placeholder: 'CSG_KEY_1', where: 'body', count: 1 }];
  expect(shown(apiCall({ name: 'hooks.create', shown: '{}', secrets: found }))).toMatchObject({
    what: 'hooks.create',
    excerpt: 'hooks.create in github.com/octo/demo\n{}',
    secrets: 1,
  });
});

test.each([
  [
    [part('be kind', { origin: 'system' }), part('old'), part('new'), part('done', { origin: 'tool' })],
    'new',
  ],
  [[part('result', { origin: 'tool' })], 'result'],
  [[], ''],
])('a question is shown by its last words: %j', (parts, excerpt) => {
  expect(shown(chat({ parts })).excerpt).toBe(excerpt);
});

test('what is shown is masked whole before it is cut', () => {
  const text = `${'x'.repeat(3995)}SECRET-SECRET`;
  const masked = shown(mcpCall('t', text), (each) => each.replaceAll('SECRET-SECRET', 'CSG_KEY_1'));
  expect(masked.excerpt).toBe(`${'x'.repeat(3995)}CSG_K`);
  expect(masked.chars).toBe(text.length);
});

test('what cannot be seen is spelt out, and lines stay lines', () => {
  expect(shown(mcpCall('t\u202e', 'one\ntwo\u001b[2J')).excerpt).toBe('one\ntwo\\u{1b}[2J');
  expect(shown(mcpCall('t\u202e', '')).what).toBe('t\\u{202e}');
});
