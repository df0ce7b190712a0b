import { expect, test } from 'vitest';
import type { SecretSettings } from '../../../policy/document.ts';
import { detectorIds, patternFault } from './policy-secrets.ts';

function settings(...patterns: readonly string[]): SecretSettings {
  return {
    patterns: patterns.map((pattern, index) => ({ id: `p${index}`, keyword: 'acme', pattern })),
    allowed: { salt: '', hmacs: [] },
    internalDomains: ['corp.example.com'],
  };
}

test.each(['acme_[a-z0-9]{32}', 'acme=(?<secret>\\S{8,80})', '\\bacme-[0-9]+\\b'])(
  '%s can be used',
  (pattern) => {
    expect(patternFault(settings(pattern))).toBe(null);
  },
);

test.each(['acme=(?P<secret>x)', '(?i)acme', 'acme\\p{L}', 'acme(', 'acmé'])('%s cannot', (pattern) => {
  expect(patternFault(settings('acme', pattern))).toMatchObject({
    index: 1,
    message: expect.any(String) as unknown,
  });
});

test('what is looked for has ids', () => {
  const ids = detectorIds(settings('acme'));
  expect(ids.has('p0')).toBe(true);
  expect(ids.has('internal-host')).toBe(true);
  expect(ids.size).toBeGreaterThan(50);
});
