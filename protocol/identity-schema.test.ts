import { Ajv } from 'ajv';
import { expect, test } from 'vitest';
import { SIGNED_IDENTITY } from './identity-schema.ts';

const CI = {
  provider: 'github-actions',
  repository: 'octo-org/demo',
  repositoryId: '123',
  ref: 'refs/heads/main',
  environment: '',
  workflow: '',
  event: 'push',
  runId: '7',
};
const STATEMENT = {
  agent: 'a'.repeat(64),
  subject: 'dana',
  groups: ['dev'],
  kind: 'pipeline',
  actsFor: null,
  claims: { department: ['payments'] },
  ci: CI,
  expiresAt: '2026-11-21T08:00:00.000Z',
};

const ajv = new Ajv({ allowUnionTypes: true });

test.each<[string, object, boolean]>([
  ['all that can be said', {}, true],
  ['a person of whom no more is known', { kind: 'person', claims: null, ci: null }, true],
  ['somebody that a service account acts for', { kind: 'service', actsFor: 'dana' }, true],
  ['a kind that nobody knows', { kind: 'root' }, false],
  ['a claim that is no list', { claims: { department: 'payments' } }, false],
  ['half a pipeline', { ci: { ...CI, repositoryId: undefined } }, false],
  ['no end', { expiresAt: null }, false],
  ['an agent that is no hash', { agent: 'mine' }, false],
])('an identity with %s', (_what, change, isValid) => {
  const statement: unknown = JSON.parse(JSON.stringify({ ...STATEMENT, ...change }));
  expect(ajv.validate(SIGNED_IDENTITY, { statement, signature: `${'a'.repeat(85)}A` })).toBe(isValid);
});
