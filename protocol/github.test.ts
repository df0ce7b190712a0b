import { expect, test } from 'vitest';
import { isWideRead } from './github.ts';

test.each([
  ['graphql.read_any', true],
  ['search.read_any', true],
  ['graphql.read', false],
  ['read_any', false],
  ['contents.write', false],
])('%s may read any repository: %s', (name, expected) => {
  expect(isWideRead({ name })).toBe(expected);
});
