import { expect, test } from 'vitest';
import { CLOUD_AZURE } from './cloud-azure.ts';
import { faultsOf } from './test-support.ts';

test.each(CLOUD_AZURE)('$id finds its examples and leaves its counter-examples', (rule) => {
  expect(faultsOf(rule)).toEqual([]);
});
