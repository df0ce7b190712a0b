import { expect, test } from 'vitest';
import { POLICY_LIMITS } from './limits.ts';

test('limits cannot be raised at run time', () => {
  expect(Object.isFrozen(POLICY_LIMITS)).toBe(true);
  for (const limit of Object.values(POLICY_LIMITS)) expect(limit).toBeGreaterThan(0);
});
