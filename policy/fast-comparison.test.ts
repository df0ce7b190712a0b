import { expect, test } from 'vitest';
import { askBoth } from '../test/support/condition.ts';
import { change, push, tunnel } from '../test/support/operation.ts';

const PUSH = push('refs/heads/main', {
  changes: [change('a', { addedLines: 3, size: 10, secrets: [{ rule: 'key', line: 1 }] })],
});

test.each([
  ['changes.exists(c, c.added == 3)', true],
  ['changes.exists(c, c.added != 3)', false],
  ['changes.exists(c, c.added < 3)', false],
  ['changes.exists(c, c.added <= 3)', true],
  ['changes.exists(c, c.added > 2)', true],
  ['changes.exists(c, c.added >= 4)', false],
  ['changes.exists(c, c.added < c.size)', true],
  ['ref.forced == ref.odd', true],
  ['ref.forced != true', true],
  ['ref.name == "refs/heads/main"', true],
  ['changes.size() < 9223372036854775807', true],
  ['ref.branch in ["main", "master"]', true],
  ['ref.branch in ["other"]', false],
  ['"developers" in subject.groups', true],
  ['"others" in subject.groups', false],
  ['changes.exists(c, "key" in c.secrets)', true],
  ['changes.exists(c, c.path in ["a", "b"])', true],
])('%s is %s, as the engine says', (when, expected) => {
  expect(askBoth(when, PUSH)).toEqual({ fast: expected, engine: expected });
});

test.each(['ref.branch < "z"', 'changes.map(c, c.path) == ["a"]', 'ref.branch in [ref.short]'])(
  '%s is left to the engine',
  (when) => {
    expect(askBoth(when, PUSH)).toEqual({ fast: null, engine: true });
  },
);

test('numbers of other operations are compared as well', () => {
  expect(askBoth('port == 443 && !ip_literal', tunnel('example.com'))).toEqual({ fast: true, engine: true });
});
