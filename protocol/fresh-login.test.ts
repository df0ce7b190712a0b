import { expect, test } from 'vitest';
import { isFreshLogin, loginTimeOf } from './fresh-login.ts';

const AT = Date.parse('2026-11-21T08:00:00.000Z');
const MAX_MS = 300_000;

test.each<[string, number | null, boolean]>([
  ['in this moment', AT, true],
  ['as long ago as is allowed', AT - MAX_MS, true],
  ['a moment longer ago', AT - MAX_MS - 1, false],
  ['by a clock that is a little ahead', AT + 30_000, true],
  ['by a clock that is further ahead', AT + 30_001, false],
  ['at no time', Number.NaN, false],
  ['nobody knows when', null, false],
])('a login %s', (_when, loggedInAt, isFresh) => {
  expect(isFreshLogin(loggedInAt, AT, MAX_MS)).toBe(isFresh);
});

test.each<[string, Record<string, unknown>, number | null]>([
  ['seconds', { auth_time: AT / 1000 }, AT],
  ['nothing', {}, null],
  ['text', { auth_time: String(AT / 1000) }, null],
  ['no whole number', { auth_time: 1.5 }, null],
  ['null', { auth_time: null }, null],
  ['milliseconds', { auth_time: AT }, null],
  ['zero', { auth_time: 0 }, null],
  ['what every object has', Object.create({ auth_time: 1 }) as Record<string, unknown>, null],
])('auth_time of %s', (_what, claims, time) => {
  expect(loginTimeOf(claims)).toBe(time);
});
