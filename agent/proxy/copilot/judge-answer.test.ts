import { expect, test } from 'vitest';
import { compilePolicy } from '../../../policy/compile.ts';
import { sha256 } from '../../../test/support/operation.ts';
import { judgesText, mayHold } from './judge-answer.ts';

function policy(rule: string) {
  return compilePolicy(
    `version: 1
hosts: [{ suffix: api.githubcopilot.com, kind: copilot }]
groups: { reviewers: ["group:reviewers"] }
rules:
  - { id: a, ${rule} }
`,
    sha256,
  );
}

const HOLD = 'effect: require_approval, approvers: [reviewers]';

test.each([
  ['on: [copilot.answer], effect: deny, when: \'answer.says("x")\'', true],
  ['on: [copilot.answer], effect: deny, when: \'answer.text.contains("x")\'', true],
  ['on: [copilot.answer], effect: deny, when: \'answer.tool == "bash" || answer.says("x")\'', true],
  ['on: [copilot.answer], effect: deny, when: \'answer.tool == "bash"\'', false],
  ['on: [copilot.answer], effect: deny, when: \'answer.arguments.contains("x")\'', false],
  ['on: [copilot.answer], effect: deny, when: \'answer.kind == "tool-call"\'', false],
  ['on: [copilot.answer], effect: deny', false],
  ['on: [copilot.answer], effect: deny, mode: observe, when: \'answer.says("x")\'', false],
  ['on: [copilot.answer], effect: mask, when: \'answer.says("x")\'', false],
  ['on: [copilot.telemetry], effect: deny', false],
])('{ %s } looks at the text: %s', (rule, expected) => {
  expect(judgesText(policy(rule))).toBe(expected);
});

test.each([
  [`on: [copilot.answer], ${HOLD}`, true],
  [`on: ["*"], ${HOLD}`, true],
  [`on: [copilot.answer], mode: warn, ${HOLD}`, false],
  [`on: [mcp.call], ${HOLD}`, false],
  ['on: [copilot.answer], effect: deny', false],
])('{ %s } may hold an answer: %s', (rule, expected) => {
  expect(mayHold(policy(rule))).toBe(expected);
});
