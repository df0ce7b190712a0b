import { expect, test } from 'vitest';
import { readOnce } from './read-once.ts';

test('leaves no byte of what was read, and touches none beside it', () => {
  const whole = Buffer.from('<token>');
  expect(readOnce(whole.subarray(1, 6))).toBe('token');
  expect([...whole]).toEqual([...Buffer.from('<\0\0\0\0\0>')]);
});
