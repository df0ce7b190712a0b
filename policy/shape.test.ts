import { expect, test } from 'vitest';
import { BOOL, INT, isAlike, joined, listOf, oneOf, record, STRING, shapeName, UNKNOWN } from './shape.ts';

const A = record('a', {});
const B = record('b', {});

test.each([
  [BOOL, BOOL, true],
  [BOOL, INT, false],
  [STRING, oneOf('x'), true],
  [listOf(STRING), listOf(INT), false],
  [listOf(UNKNOWN), listOf(INT), true],
  [listOf(STRING), STRING, false],
  [A, A, true],
  [A, B, false],
  [UNKNOWN, A, true],
])('%j and %j are alike: %s', (a, b, alike) => {
  expect(isAlike(a, b)).toBe(alike);
  expect(isAlike(b, a)).toBe(alike);
});

test('what is either of two keeps only what both have', () => {
  const values = oneOf('x', 'y');
  expect(joined(values, values)).toBe(values);
  expect(joined(values, STRING)).toEqual(STRING);
  expect(joined(oneOf('x'), oneOf('y'))).toEqual(STRING);
  expect(joined(listOf(UNKNOWN), listOf(INT))).toEqual(listOf(INT));
});

test('shapes are named as people read them', () => {
  expect(shapeName(listOf(listOf(STRING)))).toBe('list of list of string');
  expect(shapeName(A)).toBe('a');
});
