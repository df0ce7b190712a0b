import { expect, it } from 'vitest';
import { restartDelayMs } from './restart-delay.ts';

it.each([
  [0, 0],
  [1, 500],
  [2, 1000],
  [6, 16_000],
  [7, 30_000],
  [10_000, 30_000],
])('after %i failures waits %i ms', (failures, expected) => {
  expect(restartDelayMs(failures)).toBe(expected);
});
