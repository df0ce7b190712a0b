import { readFileSync } from 'node:fs';
import { parse, plan } from '@bufbuild/cel';
import { expect, test } from 'vitest';
import { createBudget } from '../../policy/budget.ts';
import { createEnvironment } from '../../policy/environment.ts';
import { type CelCase, celCases, written } from './cel-cases.ts';

const CASES = celCases();

function resultOf({ expr, bindings }: CelCase): string {
  const environment = createEnvironment();
  environment.begin(createBudget(1_000_000));
  try {
    return written(plan(environment.cel, parse(expr))(bindings));
  } catch {
    return 'error';
  }
}

const FAILED = CASES.filter((each) => resultOf(each) !== each.expected);

test('what evaluates conditions gives what the specification says, in 99 of 100 cases at least', () => {
  expect(CASES.length).toBeGreaterThan(1100);
  const told = FAILED.map(({ name }) => name).join('\n');
  expect(1 - FAILED.length / CASES.length, told).toBeGreaterThanOrEqual(0.99);
});

test('where it differs, no condition of a policy is concerned: only maps', () => {
  for (const { name, expr } of FAILED) expect(expr, name).toMatch(/\{.*:.*\}/);
});

test('the documentation gives the figures', () => {
  const document = readFileSync(new URL('../../docs/policy.md', import.meta.url), 'utf8');
  expect(document).toContain(`${CASES.length - FAILED.length} of ${CASES.length}`);
});
