import { expect, test } from 'vitest';
import { faultsOf } from './test-support.ts';
import { WEATHER } from './weather.ts';

test.each(WEATHER)('$id finds its examples and leaves its counter-examples', (rule) => {
  expect(faultsOf(rule)).toEqual([]);
});
