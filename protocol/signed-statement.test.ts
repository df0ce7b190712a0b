import { expect, test } from 'vitest';
import { statementBytes } from './signed-statement.ts';

test('the bytes under a signature begin with their context, and are canonical', () => {
  const bytes = statementBytes('countersign-identity-v1', { b: 1, a: ['x'] });
  expect(new TextDecoder().decode(bytes)).toBe('countersign-identity-v1\n{"a":["x"],"b":1}');
});
