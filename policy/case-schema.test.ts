import { Ajv } from 'ajv';
import { expect, test } from 'vitest';
import { CASE_FILE_SCHEMA, OPERATION_FILE_SCHEMA } from './case-schema.ts';

const isCaseFile = new Ajv({ strict: true }).compile(CASE_FILE_SCHEMA);
const isOperation = new Ajv({ strict: true }).compile(OPERATION_FILE_SCHEMA);
const CASE = { name: 'a', operation: { action: 'tunnel' }, expect: 'deny' };

test.each([
  ['no case', []],
  ['a case', [CASE]],
  [
    'a case with all that can be expected',
    [{ ...CASE, rule: 'a', rules: ['b'], mask: 'nothing', matched: [] }],
  ],
])('%s is valid', (_, tests) => {
  expect(isCaseFile({ tests })).toBe(true);
});

test.each([
  ['a case without a name', [{ ...CASE, name: '' }]],
  ['a case without an operation', [{ name: 'a', expect: 'deny' }]],
  ['a verdict that there is not', [{ ...CASE, expect: 'mask' }]],
  ['an attribute that there is not', [{ ...CASE, operation: { action: 'tunnel', prot: 1 } }]],
  ['an unknown key', [{ ...CASE, rlue: 'a' }]],
])('%s is not', (_, tests) => {
  expect(isCaseFile({ tests })).toBe(false);
});

test('an operation stands alone in its file', () => {
  expect(isOperation({ action: 'tunnel', host: 'example.com' })).toBe(true);
  expect(isOperation({ tests: [] })).toBe(false);
});
