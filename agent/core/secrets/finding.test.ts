import { expect, test } from 'vitest';
import { type Found, mergeFound } from './finding.ts';

function found(rule: string, start: number, end: number, more: Partial<Found> = {}): Found {
  return { rule, label: rule.toUpperCase(), start, end, contextual: false, general: false, ...more };
}

const CONTEXTUAL = { contextual: true };
const GENERAL = { general: true };

test.each([
  ['apart', [found('b', 5, 9), found('a', 0, 4)], ['a 0-4', 'b 5-9']],
  ['side by side', [found('a', 0, 4), found('b', 4, 9)], ['a 0-4', 'b 4-9']],
  ['overlapping: all that any covers', [found('a', 0, 5), found('b', 4, 20)], ['b 0-20']],
  ['a chain', [found('a', 0, 5), found('b', 4, 8), found('c', 7, 9)], ['a 0-9']],
  ['one in another', [found('a', 0, 20), found('b', 4, 8)], ['a 0-20']],
  ['a form in a named value', [found('a', 0, 20, CONTEXTUAL), found('b', 4, 8)], ['b 0-20']],
  ['a named value after a form', [found('b', 0, 8), found('a', 4, 40, CONTEXTUAL)], ['b 0-40']],
  ['a vendor beside a general form', [found('a', 0, 8, GENERAL), found('b', 0, 8, CONTEXTUAL)], ['b 0-8']],
  ['a vendor in a general form', [found('a', 0, 20, GENERAL), found('b', 4, 8)], ['b 0-20']],
  ['the same twice', [found('b', 0, 8), found('a', 0, 8)], ['a 0-8']],
])('%s', (_, all, expected) => {
  expect(mergeFound(all).map(({ rule, start, end }) => `${rule} ${start}-${end}`)).toEqual(expected);
});
