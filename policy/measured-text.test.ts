import { expect, test } from 'vitest';
import { createBudget } from './budget.ts';
import { MeasuredText } from './measured-text.ts';

const LONG = 'a'.repeat(6400);

/** What `use` costs, in steps. */
function costOf(use: (text: MeasuredText) => void): number {
  let cost = 0;
  const spend = (steps: number): void => {
    cost += steps;
  };
  const text = new MeasuredText();
  text.begin({ spend, isSpent: () => false });
  use(text);
  return cost;
}

test.each<[string, (text: MeasuredText) => boolean | bigint, boolean | bigint]>([
  ['a pattern', (text) => text.matchesPattern('DEPLOY/x', 'deploy/**'), true],
  ['an expression', (text) => text.matchesRegex('abc', '^a.c$'), true],
  ['a part, in its case', (text) => text.contains('abC', 'bc'), false],
  ['a part in any case', (text) => text.holds('abC', 'Bc'), true],
  ['a part of what is no text', (text) => text.holds(1n, '1'), false],
  ['code points', (text) => text.size('a🙂'), 2n],
])('%s', (_, use, expected) => {
  const text = new MeasuredText();
  text.begin(createBudget(1000));
  expect(use(text)).toBe(expected);
});

test.each<[string, (text: MeasuredText) => void, number]>([
  ['a search', (text) => text.contains(LONG, 'b'), 101],
  ['a search in any case', (text) => text.holds(LONG, 'b'), 6501],
  ['a second one of the same text', (text) => text.holds(LONG, 'b') || text.holds(LONG, 'c'), 6602],
  ['a size', (text) => text.size(LONG), 101],
])('%s costs what it takes', (_, use, steps) => {
  expect(costOf(use)).toBe(steps);
});

test('spends of the operation that was begun, and of none before', () => {
  const text = new MeasuredText();
  expect(() => text.contains('a', 'a')).toThrow(RangeError);
  text.begin(createBudget(2));
  expect(text.contains('a', 'a')).toBe(true);
  expect(() => text.contains('a', 'a')).toThrow(RangeError);
  text.begin(createBudget(2));
  expect(text.contains('a', 'a')).toBe(true);
});
