import { expect, test } from 'vitest';
import { push, sha256 } from '../test/support/operation.ts';
import { compilePolicy } from './compile.ts';

const POLICY = compilePolicy(
  `version: 1
hosts: []
rules:
  - { id: no, on: [git.push], when: ref.forced, effect: deny }
  - { id: broken, on: [git.push], when: "changes[7].odd", effect: deny, mode: observe }
  - { id: yes, on: [git.push], effect: allow }
  - { id: other, on: [tunnel], effect: allow, mode: warn }
`,
  sha256,
);

test('every rule says what it was asked and what it answered, in the order of the document', () => {
  const operation = push('refs/heads/x');
  const { decision, rules } = POLICY.explain(operation);
  expect(decision).toEqual(POLICY.evaluate(operation));
  expect(rules.map(({ rule, effect, mode, when, value }) => [rule.id, effect, mode, when, value])).toEqual([
    ['no', 'deny', 'enforce', 'ref.forced', false],
    ['broken', 'deny', 'observe', 'changes[7].odd', 'error'],
    ['yes', 'allow', 'enforce', 'true', true],
    ['other', 'allow', 'warn', 'true', 'other-kind'],
  ]);
});
