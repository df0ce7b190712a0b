import { expect, test } from 'vitest';
import { FILES } from './files.ts';
import { faultsOf } from './test-support.ts';

test.each(FILES)('$id finds its examples and leaves its counter-examples', (rule) => {
  expect(faultsOf(rule)).toEqual([]);
});
