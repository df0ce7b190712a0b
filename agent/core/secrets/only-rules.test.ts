import { expect, test } from 'vitest';
import type { Detector } from './detector.ts';
import { onlyRules } from './only-rules.ts';

const FOUND = [
  { rule: 'one', label: 'ONE', start: 0, end: 3 },
  { rule: 'two', label: 'TWO', start: 4, end: 7 },
];
const detector = { scan: () => FOUND } as unknown as Detector;

test.each([
  [['one'], [FOUND[0]]],
  [['one', 'two'], FOUND],
  [[], []],
])('only what %j find', (rules, expected) => {
  expect(onlyRules(detector, new Set(rules)).scan('one two')).toEqual(expected);
});
