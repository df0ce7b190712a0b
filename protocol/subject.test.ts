import { expect, test } from 'vitest';
import { ACTORS } from './subject.ts';

test('every actor is listed once', () => {
  expect([...ACTORS].sort()).toEqual(['ai', 'ci', 'human', 'mixed']);
});
