import { expect, test } from 'vitest';
import { type PolicyPattern, policyPatternRule } from './policy-pattern.ts';
import { detectorOf, secretsIn } from './test-support.ts';

const BADGE: PolicyPattern = {
  id: 'badge',
  title: 'Badge number',
  label: 'BADGE',
  keywords: ['badge'],
  caseless: true,
  pattern: 'badge (?<secret>[0-9]{6})',
};

test('a kind of secret that a policy describes is found', () => {
  const detector = detectorOf([], { patterns: [BADGE] });
  expect(secretsIn(detector, 'Badge 123456')).toEqual(['123456']);
  expect(detector.scan('Badge 123456')).toMatchObject([{ rule: 'badge', label: 'BADGE' }]);
});

test.each<[string, Partial<PolicyPattern>]>([
  ['longer than 500 characters', { pattern: 'a'.repeat(501) }],
  ['without a keyword', { keywords: [] }],
  ['with more than 20 keywords', { keywords: new Array<string>(21).fill('badge') }],
  ['with a keyword of two characters', { keywords: ['ab'] }],
  ['with a keyword that is not ASCII', { keywords: ['ausweisnummér'] }],
  ['with a label that cannot be part of a placeholder', { label: 'no!' }],
])('a pattern %s is refused', (_, change) => {
  expect(() => policyPatternRule({ ...BADGE, ...change })).toThrow(
    expect.objectContaining({ code: 'bad-pattern' }),
  );
});

test('a pattern that nothing can read is refused', () => {
  expect(() => detectorOf([], { patterns: [{ ...BADGE, pattern: '(badge' }] })).toThrow(
    expect.objectContaining({ code: 'bad-pattern' }),
  );
});
