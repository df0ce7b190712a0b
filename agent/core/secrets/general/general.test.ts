import { expect, test } from 'vitest';
import { compileRule } from '../compiled-rule.ts';
import { GENERAL } from './general.ts';

test('every rule has a name of its own, and examples both ways', () => {
  expect(new Set(GENERAL.map(({ id }) => id)).size).toBe(GENERAL.length);
  for (const { label, examples, counterExamples } of GENERAL) {
    expect(label).toMatch(/^[A-Z0-9]{2,8}$/);
    expect(examples.length).toBeGreaterThan(0);
    expect(counterExamples.length).toBeGreaterThan(0);
  }
});

test.each(GENERAL.map((rule) => [rule.id, rule] as const))(
  '%s begins with its keyword: no text is held for it',
  (_, rule) => {
    expect(compileRule(rule).lead).toBe(0);
  },
);
