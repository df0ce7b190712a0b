import { expect, test } from 'vitest';
import { change, commit, push, tunnel } from '../test/support/operation.ts';
import { bindingsOf } from './bindings.ts';
import { createBudget } from './budget.ts';
import { createEnvironment } from './environment.ts';
import { factsOf } from './facts.ts';
import { isGlob, parseGlob } from './glob.ts';

function facts(operation: ReturnType<typeof push>, steps = 1000) {
  const environment = createEnvironment();
  environment.begin(createBudget(steps));
  return factsOf(operation, bindingsOf(operation, {}), environment.text);
}

const PUSH = push('refs/heads/x', {
  changes: [change('a/b', { terms: ['x'] }), change('c', { terms: ['x', 'y'] })],
  commits: [commit(), commit()],
});

test('lists are those of the operation', () => {
  expect(facts(PUSH).listOf('changes')).toHaveLength(2);
  expect(facts(PUSH).listOf('commits')).toHaveLength(2);
  expect(facts(tunnel('example.com')).listOf('changes')).toEqual([]);
  expect(facts(PUSH).listOf('constructor')).toEqual([]);
});

test('what changes have in common is found out', () => {
  const glob = parseGlob('a/**');
  if (!isGlob(glob)) throw new Error(glob.message);
  expect(facts(PUSH).paths().mayMatch(glob)).toBe(true);
  expect(facts(tunnel('example.com')).paths().mayMatch(glob)).toBe(false);
});

test('a column is made once', () => {
  const made = facts(PUSH);
  const column = { values: new Set(['x']), least: null, most: null };
  expect(made.column('changes.path', () => column)).toBe(column);
  expect(made.column('changes.path', () => ({ ...column }))).toBe(column);
  expect(made.column('changes.kind', () => ({ ...column }))).not.toBe(column);
});

test('and costs what it costs', () => {
  expect(() => facts(PUSH, 1).paths()).toThrow(RangeError);
});
