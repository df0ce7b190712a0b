import { expect, it } from 'vitest';
import { median } from './statistics.ts';

it.each([
  [[3], 3],
  [[5, 1, 3], 3],
  [[4, 1, 3, 2], 2.5],
  [[], Number.NaN],
])('takes the middle of %j', (values, middle) => {
  expect(median(values)).toBe(middle);
});
