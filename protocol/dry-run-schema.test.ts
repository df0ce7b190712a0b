import { Ajv } from 'ajv';
import { expect, test } from 'vitest';
import type { DryRun } from './dry-run.ts';
import { DRY_RUN, DRY_RUN_PARAMS, DRY_RUN_QUERY, PUBLISHED_POLICIES } from './dry-run-schema.ts';

const ajv = new Ajv({ allowUnionTypes: true });
const HASH = 'a'.repeat(64);
const AT = '2026-11-21T08:00:00.000Z';
const POLICY = { file: HASH, hash: HASH, rules: 3 };
const CHANGE: DryRun['changes'][number] = {
  rule: 'main',
  before: 'allow',
  after: 'deny',
  count: 2,
  examples: [{ at: AT, session: null, subject: '', kind: 'git.push', what: 'refs/heads/main' }],
};
const RUN: DryRun = {
  policy: POLICY,
  since: AT,
  end: 'reached',
  records: 3,
  decisions: 3,
  same: 1,
  changed: 2,
  untold: 0,
  changes: [CHANGE],
  blindRules: ['words'],
};

test.each<[string, object, unknown, boolean]>([
  ['a whole one', DRY_RUN, RUN, true],
  ['one that cannot be told', DRY_RUN, { ...RUN, changes: [{ ...CHANGE, after: 'cannot-tell' }] }, false],
  ['one that ended for no reason', DRY_RUN, { ...RUN, end: '' }, false],
  ['policies', PUBLISHED_POLICIES, { policies: [POLICY, { ...POLICY, hash: null }] }, true],
  ['a policy without a file', PUBLISHED_POLICIES, { policies: [{ hash: HASH, rules: 0 }] }, false],
  ['a file', DRY_RUN_PARAMS, { file: HASH }, true],
  ['a path', DRY_RUN_PARAMS, { file: '../secret' }, false],
  ['no days', DRY_RUN_QUERY, {}, true],
  ['days', DRY_RUN_QUERY, { days: '30' }, true],
  ['no day', DRY_RUN_QUERY, { days: '0' }, false],
  ['days without end', DRY_RUN_QUERY, { days: '1000' }, false],
])('%s', (_name, schema, value, isOne) => {
  expect(ajv.validate(schema, JSON.parse(JSON.stringify(value)))).toBe(isOne);
});
