import { expect, test } from 'vitest';
import { sha256 } from '../test/support/operation.ts';
import { readCases, runCases } from './cases.ts';
import { compilePolicy } from './compile.ts';
import { STARTER_POLICY } from './starter.ts';
import { STARTER_CASES } from './starter-cases.ts';

test('the starter does what its cases expect, and every rule of it is tried', () => {
  const { results, uncovered } = runCases(
    compilePolicy(STARTER_POLICY, sha256),
    readCases(STARTER_CASES).value.tests,
  );
  expect(results.filter(({ failures }) => failures.length > 0)).toEqual([]);
  expect(uncovered).toEqual([]);
});
