import { describe, expect, test } from 'vitest';
import { backoffMs } from './backoff.ts';

const BACKOFF = { minMs: 100, maxMs: 5000 };

describe('the wait before the next attempt', () => {
  test.each([
    [0, 100],
    [1, 200],
    [2, 400],
    [5, 3200],
    [6, 5000],
    [1_000_000, 5000],
  ])('after %d failures is up to %d ms and at least half of it', (failures, ceiling) => {
    expect(backoffMs(failures, BACKOFF, () => 0)).toBe(ceiling / 2);
    expect(backoffMs(failures, BACKOFF, () => 1 - Number.EPSILON)).toBe(ceiling);
  });
});
