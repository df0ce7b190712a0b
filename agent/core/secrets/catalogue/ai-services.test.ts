import { expect, test } from 'vitest';
import { AI_SERVICES } from './ai-services.ts';
import { faultsOf } from './test-support.ts';

test.each(AI_SERVICES)('$id finds its examples and leaves its counter-examples', (rule) => {
  expect(faultsOf(rule)).toEqual([]);
});
