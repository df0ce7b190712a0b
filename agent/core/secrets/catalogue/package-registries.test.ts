import { expect, test } from 'vitest';
import { PACKAGE_REGISTRIES } from './package-registries.ts';
import { faultsOf } from './test-support.ts';

test.each(PACKAGE_REGISTRIES)('$id finds its examples and leaves its counter-examples', (rule) => {
  expect(faultsOf(rule)).toEqual([]);
});
