import { expect, test } from 'vitest';
import { STARTER_POLICY } from '../../policy/starter.ts';
import { compileEnforceable } from './enforceable-policy.ts';

test('the starter can be enforced', () => {
  expect(compileEnforceable(STARTER_POLICY).hash).toMatch(/^[0-9a-f]{64}$/u);
});

test('a pattern that the detector cannot use makes the policy none, and is told with its place', () => {
  const patterns = "secrets:\n  patterns:\n    - { id: a, keyword: acme, pattern: '(?i)acme' }\n";
  expect(() => compileEnforceable(`version: 1\nhosts: []\nrules: []\n${patterns}`)).toThrow(
    expect.objectContaining({ name: 'PolicyError', code: 'secret-pattern', line: 6, column: 40 }),
  );
});

test('a policy that is wrong in itself is told as that', () => {
  expect(() => compileEnforceable('version: 2')).toThrow(expect.objectContaining({ code: 'schema' }));
});
