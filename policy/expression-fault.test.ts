import { expect, test } from 'vitest';
import { ExpressionFault } from './expression-fault.ts';

test('a fault keeps its problem and its place', () => {
  const problem = { code: 'type', message: 'seen this', hint: 'do that' } as const;
  expect(new ExpressionFault(problem, 4)).toMatchObject({ problem, offset: 4, message: 'seen this' });
});
