import { Ajv } from 'ajv';
import { expect, test } from 'vitest';
import { HOLD, HOLD_PARAMS, HOLD_REQUEST, RETENTION_VIEW } from './retention-schema.ts';
import type { JsonSchema } from './schema.ts';

const ajv = new Ajv({ allowUnionTypes: true });
const AT = '2026-11-21T08:00:00.000Z';
const NOTHING = { subject: null, session: null, repository: null, since: null, until: null };
const VIEW = {
  keep: [{ side: 'prompt', keepMs: null, source: null }],
  due: [{ side: 'answer', isHeld: true, sessions: 1, records: 2 }],
  sweeping: 0,
  lastRunAt: null,
};

test.each<[string, JsonSchema, unknown, boolean]>([
  ['a hold of a user', HOLD_REQUEST, { subject: 'dana', reason: 'a case' }, true],
  ['a hold of a time', HOLD_REQUEST, { since: AT, until: AT, reason: 'a case' }, true],
  ['a hold of everything', HOLD_REQUEST, { reason: 'a case' }, false],
  ['a hold for no reason', HOLD_REQUEST, { subject: 'dana', session: 's' }, false],
  ['a hold of nobody', HOLD_REQUEST, { subject: '', reason: 'a case' }, false],
  ['a hold since some day', HOLD_REQUEST, { since: '2026-11-21', reason: 'a case' }, false],
  ['a hold as it is listed', HOLD, { id: 1, ...NOTHING, reason: 'a case', by: 'rita', at: AT }, true],
  ['a number', HOLD_PARAMS, { id: '7' }, true],
  ['a number that is none', HOLD_PARAMS, { id: '0' }, false],
  ['what is kept', RETENTION_VIEW, VIEW, true],
  [
    'what is kept by nobody knows whom',
    RETENTION_VIEW,
    { ...VIEW, keep: [{ ...VIEW.keep[0], source: 'x' }] },
    false,
  ],
])('%s', (_what, schema, value, isValid) => {
  expect(ajv.validate(schema, value)).toBe(isValid);
});
