import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { compilePolicy } from '../../../policy/compile.ts';
import { STARTER_POLICY } from '../../../policy/starter.ts';
import { secretsAsked } from './secrets-asked.ts';

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

function asked(rules: string, secrets = ''): string | null {
  const text = `version: 1\nhosts: []\n${secrets}rules:\n${rules}`;
  return secretsAsked(compilePolicy(text, sha256));
}

const RULE = 'changes.exists(c, c.secrets.size() > 0)';

test.each([
  ['repo.write', true],
  ['git.push', true],
])('a rule on %s that looks at secrets asks for them', (kind, expected) => {
  expect(asked(`  - { id: a, on: [${kind}], when: '${RULE}', effect: deny, message: m }\n`) !== null).toBe(
    expected,
  );
});

test('no rule that looks at them asks for nothing', () => {
  expect(asked('  - { id: a, on: [repo.write], effect: allow }\n')).toBe(null);
});

test('other patterns are another search', () => {
  const rule = `  - { id: a, on: [repo.write], when: '${RULE}', effect: deny, message: m }\n`;
  expect(asked(rule, 'secrets: { internal_domains: [corp.example.com] }\n')).not.toBe(asked(rule));
});

test('the starter policy asks', () => {
  expect(secretsAsked(compilePolicy(STARTER_POLICY, sha256))).not.toBe(null);
});
