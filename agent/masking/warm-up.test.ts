import { expect, test } from 'vitest';
import { compilePolicy } from '../../policy/compile.ts';
import { sha256 } from '../../test/support/operation.ts';
import { DEFAULT_MASKING_LIMITS, Masking } from './masking.ts';
import { warmUp } from './warm-up.ts';

const POLICY = compilePolicy('version: 1\nhosts: []\nrules: []\n', sha256);

test('what is warm is what a session then has, and others have their turn meanwhile', async () => {
  const masking = new Masking(DEFAULT_MASKING_LIMITS);
  let turns = 0;
  const count = setInterval(() => {
    turns += 1;
  }, 0);
  await warmUp(masking, POLICY);
  clearInterval(count);
  expect(turns).toBeGreaterThan(0);
  expect(masking.detector(POLICY).scan('password = "kR7vQ2xLp9Tz"')).toHaveLength(1);
});
