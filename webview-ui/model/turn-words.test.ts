import { expect, test } from 'vitest';
import { quietWords, turnGlyph, turnStateWords, turnTitle } from './turn-words.ts';

test.each([
  ['git.push', ['refs/heads/main', 'refs/tags/v1'], 'Push to main, v1'],
  ['git.push', [], 'Push'],
  ['git.advertise', [], 'Fetch'],
  ['copilot.chat', ['gpt-4.1'], 'Question to gpt-4.1'],
  ['copilot.chat', [], 'Question'],
  ['copilot.agent', ['gpt-4.1'], 'Agent run with gpt-4.1'],
  ['copilot.prompt', ['/v1'], 'Question'],
  ['mcp.call', ['push_files'], 'Call of push_files'],
  ['tunnel', [], 'Connection to host'],
  ['something.new', [], 'something.new'],
])('%s of %j: %s', (operation, what, title) => {
  expect(turnTitle({ operation, what, where: 'host' })).toBe(title);
});

test.each([
  ['git.push', 'push'],
  ['copilot.chat', 'chat'],
  ['mcp.call', 'tool'],
  ['tunnel', 'web'],
])('%s is drawn as %s', (operation, glyph) => {
  expect(turnGlyph(operation)).toBe(glyph);
});

test.each([
  ['copilot.completion', 1, '1 completion'],
  ['tunnel', 12, '12 other connections'],
  ['something.new', 2, '2 something.new'],
])('%s, %d times', (operation, count, words) => {
  expect(quietWords(operation, count)).toBe(words);
});

test('every state has words of its own', () => {
  const at = '';
  const refused = { kind: 'refused', at, step: '', code: '', reason: '', rule: null } as const;
  const states = [
    { kind: 'open' },
    { kind: 'held', approval: '' },
    { kind: 'passed', at },
    { kind: 'failed', at, reason: '' },
    refused,
  ] as const;
  expect(new Set(states.map(turnStateWords)).size).toBe(states.length);
});
