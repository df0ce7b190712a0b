import { expect, test } from 'vitest';
import { createBudget } from './budget.ts';

test('a budget lasts exactly as long as its limit and never recovers', () => {
  const budget = createBudget(10);
  budget.spend(10);
  expect(budget.isSpent()).toBe(false);
  expect(() => budget.spend(1)).toThrow(RangeError);
  expect(budget.isSpent()).toBe(true);
  expect(() => budget.spend(0)).toThrow(RangeError);
});
