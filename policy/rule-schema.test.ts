import { Ajv } from 'ajv';
import { expect, test } from 'vitest';
import { NAME_PATTERN, RULE_DEFINITIONS } from './rule-schema.ts';

const isRule = new Ajv({ strict: true }).compile({
  $ref: '#/definitions/rule',
  definitions: RULE_DEFINITIONS,
});

const RULE = { id: 'a', on: ['git.push'], effect: 'deny' };

test.each([
  ['the least that a rule is', RULE, true],
  ['approvers as a list', { ...RULE, effect: 'require_approval', approvers: ['g', 'user:ana'] }, true],
  ['approvers of several kinds', { ...RULE, effect: 'require_approval', approvers: { all_of: ['g'] } }, true],
  ['no approvers', { ...RULE, effect: 'require_approval' }, false],
  ['nobody among the approvers', { ...RULE, effect: 'require_approval', approvers: [] }, false],
  ['approvers of what is denied', { ...RULE, approvers: ['g'] }, false],
  ['a scope', { ...RULE, effect: 'scope', scope: { permissions: { contents: 'read' } } }, true],
  ['no scope', { ...RULE, effect: 'scope' }, false],
  ['detectors of what is masked', { ...RULE, effect: 'mask', detectors: ['a-b'] }, true],
  ['detectors of what is denied', { ...RULE, detectors: ['a-b'] }, false],
  ['a message of two lines', { ...RULE, message: 'a\nb' }, false],
  ['a member that there is not', { ...RULE, unless: 'true' }, false],
])('%s: %j', (_, rule, expected) => {
  expect(isRule(rule)).toBe(expected);
});

test.each([
  ['a', true],
  ['main-branch.v2', true],
  ['A', false],
  ['a--b', false],
  ['constructor ', false],
])('%j as a name', (name, expected) => {
  expect(new RegExp(NAME_PATTERN, 'u').test(name)).toBe(expected);
});
