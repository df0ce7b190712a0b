import { expect, test } from 'vitest';
import { Marks } from './marks.ts';

test('a number is new once in each round', () => {
  const marks = new Marks(4);
  marks.begin();
  expect([marks.mark(3), marks.mark(3), marks.mark(0)]).toEqual([true, false, true]);
  marks.begin();
  expect([marks.mark(3), marks.mark(3)]).toEqual([true, false]);
});
