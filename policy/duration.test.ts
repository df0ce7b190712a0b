import { expect, test } from 'vitest';
import { DURATION_PATTERN, durationMs } from './duration.ts';

test.each([
  ['90s', 90_000],
  ['15m', 900_000],
  ['1h', 3_600_000],
  ['2d', 172_800_000],
  ['0s', null],
  ['01s', null],
  ['1.5h', null],
  ['-1m', null],
  ['15', null],
  ['m', null],
  ['', null],
  ['15 m', null],
  ['15min', null],
  ['1H', null],
  ['1234567s', null],
  ['1toString', null],
])('%s is %s milliseconds', (text, ms) => {
  expect(durationMs(text)).toBe(ms);
  expect(new RegExp(DURATION_PATTERN, 'u').test(text)).toBe(ms !== null);
});
