import { Ajv } from 'ajv';
import { expect, test } from 'vitest';
import { POLICY_SCHEMA } from './schema.ts';

const validate = new Ajv({ strict: true }).compile(POLICY_SCHEMA);
const RULE = { id: 'a', on: ['git.push'], effect: 'deny' };
const POLICY = { version: 1, hosts: [], rules: [RULE] };

function withRule(rule: object): object {
  return { ...POLICY, rules: [{ ...RULE, ...rule }] };
}

test.each([
  ['the least', POLICY],
  ['no rule', { ...POLICY, rules: [] }],
  ['an approval', withRule({ effect: 'require_approval', approvers: ['a'], hold: '5m', valid_for: '1d' })],
  ['a mask of everything', withRule({ effect: 'mask' })],
  ['a mask of some detectors', withRule({ effect: 'mask', detectors: ['github-pat', 'acme'] })],
  ['a message with accents', withRule({ message: 'préparé – 完了' })],
])('%s is valid', (_, document) => {
  expect(validate(document)).toBe(true);
});

test.each([
  ['a later version', { ...POLICY, version: 2 }],
  ['an unknown key', { ...POLICY, extra: 1 }],
  ['an unknown key of a rule', withRule({ priority: 1 })],
  ['an approval by nobody', withRule({ effect: 'require_approval' })],
  ['an approval by an empty list', withRule({ effect: 'require_approval', approvers: [] })],
  ['approvers of a refusal', withRule({ approvers: ['a'] })],
  ['detectors of a refusal', withRule({ detectors: ['a'] })],
  ['a mask of nothing', withRule({ effect: 'mask', detectors: [] })],
  ['approvers of a mask', withRule({ effect: 'mask', approvers: ['a'] })],
  ['a rule on nothing', withRule({ on: [] })],
  ['a terminal escape in a message', withRule({ message: '\u001b[2J' })],
  ['a line separator in a message', withRule({ message: 'a\u2028b' })],
  ['an id that is no name', withRule({ id: 'A b' })],
  ['an id like a prototype', withRule({ id: '__proto__' })],
  ['a condition without end', withRule({ when: 'x'.repeat(4001) })],
  ['a member without its kind', { ...POLICY, groups: { a: ['ana'] } }],
  ['rules without end', { ...POLICY, rules: Array.from({ length: 1001 }, () => RULE) }],
])('%s is not', (_, document) => {
  expect(validate(document)).toBe(false);
});
