import { expect, test } from 'vitest';
import { fault } from './check-context.ts';
import { parseExpression } from './syntax.ts';

test('a fault stands where its expression does', () => {
  const syntax = parseExpression('true   == ref.odd');
  const check = { syntax, kinds: [], terms: new Set<string>(), claims: [] };
  expect(fault(check, syntax.root, ['type', 'seen', 'mend'])).toMatchObject({
    problem: { code: 'type', message: 'seen', hint: 'mend' },
    offset: 7,
  });
});
