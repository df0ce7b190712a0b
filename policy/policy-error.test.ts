import { expect, test } from 'vitest';
import { PolicyError } from './policy-error.ts';

test('a policy error says where, what and how to mend it', () => {
  const error = new PolicyError(
    { code: 'type', message: 'seen this, expected that', hint: 'do so' },
    { line: 3, column: 7 },
  );
  expect(error).toMatchObject({ code: 'type', line: 3, column: 7, hint: 'do so' });
  expect(error.message).toBe('line 3, column 7: seen this, expected that');
});
