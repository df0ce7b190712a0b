import { expect, test } from 'vitest';
import { bindingJson, boundTo, isBehind, type PushBinding, type RequestBinding } from './approval.ts';
import { canonicalJson } from './canonical-json.ts';

const BINDING: PushBinding = {
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

test.each<[string, Partial<PushBinding>]>([
  ['repository', { repository: 'git.example/octo-org/other' }],
  ['ref', { ref: 'refs/heads/Main' }],
  ['old id', { oldId: '3'.repeat(40) }],
  ['new id', { newId: '3'.repeat(40) }],
  ['requester', { requester: 'robin' }],
  ['person acted for', { actsFor: 'robin' }],
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

test.each([
  ['dana', true],
  ['robin', true],
  ['rita', false],
])('%s is behind it: %s', (subject, expected) => {
  expect(isBehind({ ...BINDING, actsFor: 'robin' }, subject)).toBe(expected);
});

const REQUEST: RequestBinding = {
  action: 'mcp.call',
  host: 'api.githubcopilot.com',
  path: '/mcp',
  request: 'a'.repeat(64),
  rules: BINDING.rules,
  requester: 'dana',
};

test.each<[string, Partial<RequestBinding>]>([
  ['kind', { action: 'copilot.chat' }],
  ['host', { host: 'api.business.githubcopilot.com' }],
  ['path', { path: '/mcp/readonly' }],
  ['request', { request: 'b'.repeat(64) }],
  ['requester', { requester: 'robin' }],
])('a request of another %s is another approval', (_name, change) => {
  expect(canonicalJson(bindingJson({ ...REQUEST, ...change }))).not.toBe(canonicalJson(bindingJson(REQUEST)));
});

test('every field of the binding of a request is in its text', () => {
  expect(bindingJson(REQUEST)).toEqual(REQUEST);
});

test.each([
  [BINDING, { where: 'git.example/octo-org/demo', what: 'refs/heads/main' }],
  [REQUEST, { where: 'api.githubcopilot.com', what: 'mcp.call /mcp' }],
] as const)('what people are told of %j', (binding, told) => {
  expect(boundTo(binding)).toEqual(told);
});
