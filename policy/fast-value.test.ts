import { expect, test } from 'vitest';
import { askBoth } from '../test/support/condition.ts';
import { change, chat, commit, push } from '../test/support/operation.ts';

const PUSH = push('refs/heads/main', { changes: [change('a')], commits: [commit()] });

test.each([
  'host == "github.com"',
  'repository.host == "github.com"',
  'subject.id == "dev"',
  'size(changes) == 1',
  'commits.size() == 1',
  'commits.exists(k, k.author.name == "Dev")',
  'changes.exists(c, c.terms.size() == 0)',
  'changes.exists(c, c.path == "a" && ref.branch == "main")',
])('%s is read without the engine', (when) => {
  expect(askBoth(when, PUSH)).toEqual({ fast: true, engine: true });
});

test.each(['ref.branch.size() == 4', 'changes[0].path == "a"', '[1].size() == 1', 'has(ref.name)'])(
  '%s is left to the engine',
  (when) => {
    expect(askBoth(when, PUSH)).toEqual({ fast: null, engine: true });
  },
);

test('lists of a prompt have a size', () => {
  expect(askBoth('prompt.parts.size() == 1 && tools.size() == 0', chat())).toEqual({
    fast: true,
    engine: true,
  });
});
