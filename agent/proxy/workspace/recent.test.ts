import { expect, test } from 'vitest';
import { Recent } from './recent.ts';

test('what was not used for longest goes first', () => {
  const recent = new Recent<number>(2);
  recent.set('a', 1);
  recent.set('b', 2);
  expect(recent.get('a')).toBe(1);
  recent.set('c', 3);
  expect([recent.size, recent.get('a'), recent.get('b'), recent.get('c')]).toEqual([2, 1, undefined, 3]);
});
