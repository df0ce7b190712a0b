import { expect, test } from 'vitest';
import { type ApprovalBinding, bindingJson } from './approval.ts';
import { canonicalJson } from './canonical-json.ts';

const BINDING: ApprovalBinding = {
  action: 'git.push',
  repository: 'git.example/octo-org/demo',
  ref: 'refs/heads/main',
  oldId: '1'.repeat(40),
  newId: '2'.repeat(40),
  rules: [
    { id: 'deploy', hash: 'd'.repeat(64) },
    { id: 'main', hash: 'e'.repeat(64) },
  ],
  requester: 'dana',
};
const TEXT = canonicalJson(bindingJson(BINDING));

test.each<[string, Partial<ApprovalBinding>]>([
  ['repository', { repository: 'git.example/octo-org/other' }],
  ['ref', { ref: 'refs/heads/Main' }],
  ['old id', { oldId: '3'.repeat(40) }],
  ['new id', { newId: '3'.repeat(40) }],
  ['requester', { requester: 'robin' }],
  ['rule', { rules: [{ id: 'main', hash: 'e'.repeat(64) }] }],
  ['content of a rule', { rules: BINDING.rules.with(1, { id: 'main', hash: 'f'.repeat(64) }) }],
])('another %s is another approval', (_name, change) => {
  expect(canonicalJson(bindingJson({ ...BINDING, ...change }))).not.toBe(TEXT);
});

test('the same binding has one text, whatever else its objects carry', () => {
  const rules = BINDING.rules.map((rule) => ({ message: 'shown to people', ...rule }));
  const { action, ...rest } = BINDING;
  const again = { seen: true, ...rest, rules, action };
  expect(canonicalJson(bindingJson(again))).toBe(TEXT);
});

test('every field of the binding is in its text', () => {
  expect(bindingJson(BINDING)).toEqual(BINDING);
});
