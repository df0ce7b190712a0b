import { expect, test } from 'vitest';
import { ACTORS, isActor } from './subject.ts';

test('every actor is listed once', () => {
  expect([...ACTORS].sort()).toEqual(['ai', 'ci', 'human', 'mixed']);
});

test.each([
  ['ai', true],
  ['root', false],
  [null, false],
])('%s is an actor: %s', (value, expected) => {
  expect(isActor(value)).toBe(expected);
});
