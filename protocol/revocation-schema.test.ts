import { Ajv } from 'ajv';
import { expect, test } from 'vitest';
import { REVOCATIONS_QUERY, REVOKE_REQUEST, SIGNED_REVOCATIONS } from './revocation-schema.ts';
import type { JsonSchema } from './schema.ts';

const ajv = new Ajv({ allowUnionTypes: true });
const STATEMENT = {
  version: 1,
  issuedAt: '2026-11-21T08:00:00.000Z',
  revoked: [{ kind: 'agent', digest: 'a'.repeat(64) }],
};
const signed = (change: object): object => ({
  statement: { ...STATEMENT, ...change },
  signature: `${'a'.repeat(85)}A`,
});

test.each<[string, JsonSchema, unknown, boolean]>([
  ['a list', SIGNED_REVOCATIONS, signed({}), true],
  ['an unchanged list', SIGNED_REVOCATIONS, signed({ revoked: null }), true],
  ['a list of nothing known', SIGNED_REVOCATIONS, signed({ revoked: [{ kind: 'world' }] }), false],
  ['a name in clear', SIGNED_REVOCATIONS, signed({ revoked: [{ kind: 'subject', digest: 'dana' }] }), false],
  ['a list without a version', SIGNED_REVOCATIONS, signed({ version: -1 }), false],
  ['what to revoke', REVOKE_REQUEST, { kind: 'subject', target: 'dana', reason: 'left' }, true],
  ['what to revoke, for no reason', REVOKE_REQUEST, { kind: 'subject', target: 'dana', reason: '' }, false],
  ['a version', REVOCATIONS_QUERY, { after: '7', wait: 'no' }, true],
  ['a version that is none', REVOCATIONS_QUERY, { after: '1e3' }, false],
])('%s', (_what, schema, value, isValid) => {
  expect(ajv.validate(schema, value)).toBe(isValid);
});
