import { expect, test } from 'vitest';
import { momentOf } from './moment.ts';

test.each([
  [0, { hour: 0, minute: 0, weekday: 'thursday', date: '1970-01-01' }],
  [-1, { hour: 23, minute: 59, weekday: 'wednesday', date: '1969-12-31' }],
  [Date.UTC(2026, 10, 21, 14, 34), { hour: 14, minute: 34, weekday: 'saturday', date: '2026-11-21' }],
  [Date.UTC(2024, 1, 29, 23, 59, 59, 999), { hour: 23, minute: 59, weekday: 'thursday', date: '2024-02-29' }],
])('%d is told as people speak of it', (atMs, moment) => {
  expect(momentOf(atMs)).toEqual(moment);
});

test('what is no date is a fault', () => {
  expect(() => momentOf(1e17)).toThrow(RangeError);
});
