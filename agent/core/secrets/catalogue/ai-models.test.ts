import { expect, test } from 'vitest';
import { AI_MODELS } from './ai-models.ts';
import { faultsOf } from './test-support.ts';

test.each(AI_MODELS)('$id finds its examples and leaves its counter-examples', (rule) => {
  expect(faultsOf(rule)).toEqual([]);
});
