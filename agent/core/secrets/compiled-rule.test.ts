import { expect, test } from 'vitest';
import { compileRule } from './compiled-rule.ts';
import { rule } from './test-support.ts';

test.each([
  ['ghp_[a-z]{4}', ['ghp_']],
  ['(?<![a-z])(?:ghp|gho)_[a-z]{4}', ['ghp_', 'gho_']],
  ['key=(?<secret>[a-z]{4})', ['key']],
])('a match of %s begins with its keyword', (pattern, keywords) => {
  expect(compileRule(rule(pattern, keywords)).lead).toBe(0);
});

test.each([
  ['[0-9]{3,5}:AA[a-z]{4}', [':AA'], 12],
  ['(?:ghp|gho)_[a-z]{4}', ['ghp_'], 8],
  ['[a-z]+@host', ['@host'], 200],
])('a match of %s may begin before its keyword', (pattern, keywords, lead) => {
  expect(compileRule(rule(pattern, keywords)).lead).toBe(lead);
});

test.each([
  ['key=(?<secret>[a-z]{4})', ['key'], 'nothing'],
  ['[a-z]{0,9}key=(?<secret>[a-z]{4})', ['key'], 'nothing'],
  ['ghp_[a-z]{4}', ['ghp_'], 'keyword'],
  ['(?<secret>ghp_[a-z]{4})', ['ghp_'], 'keyword'],
  ['(?:k=)?(?<secret>[0-9]{3}:AA[a-z]{4})', [':AA'], 'run'],
  ['[0-9]{3}:AA[a-z]{4}', [':AA'], 'run'],
])('%s holds %s before the keyword is complete', (pattern, keywords, kind) => {
  expect(compileRule(rule(pattern, keywords)).hold.kind).toBe(kind);
});

test('a pattern that cannot be read is refused', () => {
  expect(() => compileRule(rule('(', ['abc']))).toThrow(expect.objectContaining({ code: 'bad-syntax' }));
});

test('a rule is compiled once', () => {
  const constant = rule('ghp_[a-z]{4}', ['ghp_']);
  expect(compileRule(constant)).toBe(compileRule(constant));
  expect(compileRule({ ...constant })).not.toBe(compileRule(constant));
});
