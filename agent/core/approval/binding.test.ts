import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import type { Action, GitPushAction, Operation } from '../../../protocol/operation.ts';
import { ONE_APPROVER } from '../../../protocol/quorum.ts';
import type { Requirement } from '../../../protocol/verdict.ts';
import { apiCall, apiWrite, chat, mcpCall, NO_CIRCUMSTANCES, part } from '../../../test/support/operation.ts';
import { ApprovalBindingError, type ApprovalBindingErrorCode, bindingOf, digestOf } from './binding.ts';

const PUSH: GitPushAction = {
  kind: 'git.push',
  repository: { id: 'git.example/octo-org/demo', host: 'git.example', path: 'Octo-Org/demo' },
  update: {
    ref: 'refs/heads/main',
    kind: 'branch',
    name: 'main',
    change: 'update',
    oldId: '1'.repeat(40),
    newId: '2'.repeat(40),
    forced: false,
    commits: [],
    changes: [],
  },
};

function operation(action: Action = PUSH, requester = 'dana'): Operation {
  return {
    subject: { id: requester, groups: ['developers'], actor: 'ai' },
    session: { id: 's1', program: 'git' },
    action,
    circumstances: NO_CIRCUMSTANCES,
  };
}

function requirement(id: string, change: Partial<Requirement> = {}): Requirement {
  const rule = { id, hash: id.repeat(64) };
  return {
    rule,
    message: 'why',
    approvers: ['reviewers'],
    quorum: ONE_APPROVER,
    holdMs: 1,
    validForMs: 1,
    ...change,
  };
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

function digest(asked: Operation, requirements: readonly Requirement[] = [requirement('a')]): string {
  return digestOf(bindingOf(asked, requirements, sha256), sha256);
}

test.each<[string, Operation, readonly Requirement[], ApprovalBindingErrorCode]>([
  ['a fetch', operation({ ...PUSH, kind: 'git.fetch' }), [requirement('a')], 'cannot-be-held'],
  [
    'a tunnel',
    operation({ kind: 'tunnel', host: 'a', port: 1, ipLiteral: false }),
    [requirement('a')],
    'cannot-be-held',
  ],
  ['nothing that is required', operation(), [], 'no-requirement'],
])('no approval for %s', (_name, asked, requirements, code) => {
  expect(() => bindingOf(asked, requirements, sha256)).toThrow(expect.objectContaining({ code }));
  expect(() => bindingOf(asked, requirements, sha256)).toThrow(ApprovalBindingError);
});

test('a binding holds the exact update, the rules that asked and who asks', () => {
  expect(bindingOf(operation(), [requirement('b'), requirement('a')], sha256)).toEqual({
    action: 'git.push',
    repository: 'git.example/octo-org/demo',
    ref: 'refs/heads/main',
    oldId: '1'.repeat(40),
    newId: '2'.repeat(40),
    rules: [
      { id: 'a', hash: 'a'.repeat(64) },
      { id: 'b', hash: 'b'.repeat(64) },
    ],
    requester: 'dana',
  });
});

test('the order in which rules asked does not show', () => {
  const rules = [requirement('b'), requirement('a'), requirement('A')];
  expect(digest(operation(), rules)).toBe(digest(operation(), rules.toReversed()));
});

test.each<[string, Requirement]>([
  ['its message', requirement('a', { message: 'other' })],
  ['how long the client waits', requirement('a', { holdMs: 9 })],
])('what the hash of a rule covers is not bound twice: %s', (_name, other) => {
  expect(digest(operation(), [other])).toBe(digest(operation()));
});

test.each<[string, Operation, readonly Requirement[]]>([
  ['repository', operation({ ...PUSH, repository: { ...PUSH.repository, id: 'other' } }), [requirement('a')]],
  ['ref', operation({ ...PUSH, update: { ...PUSH.update, ref: 'refs/heads/x' } }), [requirement('a')]],
  ['old id', operation({ ...PUSH, update: { ...PUSH.update, oldId: '3'.repeat(40) } }), [requirement('a')]],
  ['new id', operation({ ...PUSH, update: { ...PUSH.update, newId: '3'.repeat(40) } }), [requirement('a')]],
  ['requester', operation(PUSH, 'robin'), [requirement('a')]],
  ['rule', operation(), [requirement('c')]],
  ['content of the rule', operation(), [requirement('a', { rule: { id: 'a', hash: 'f'.repeat(64) } })]],
  ['number of rules', operation(), [requirement('a'), requirement('b')]],
])('another %s is another digest', (_name, asked, requirements) => {
  expect(digest(asked, requirements)).not.toBe(digest(operation()));
});

const CALL = mcpCall('push_files', '{"branch":"main"}');
const API = apiCall();
const MERGE = apiWrite('refs/heads/main', { head: '3'.repeat(40) });
const CHAT = chat({ parts: [part('change main')], tools: ['run'] });

test('a request is bound by its host, its path and all that it asks', () => {
  expect(bindingOf(CALL, [requirement('a')], sha256)).toMatchObject({
    action: 'mcp.call',
    host: 'api.githubcopilot.com',
    path: '/mcp',
    request: expect.stringMatching(/^[0-9a-f]{64}$/),
  });
});

test.each<[string, Operation, Operation]>([
  ['tool', CALL, mcpCall('merge_pull_request', '{"branch":"main"}')],
  ['arguments', CALL, mcpCall('push_files', '{"branch":"main "}')],
  ['text', CHAT, chat({ parts: [part('change dev')], tools: ['run'] })],
  ['tools', CHAT, chat({ parts: [part('change main')], tools: [] })],
  ['kind', CALL, CHAT],
  ['name', API, apiCall({ name: 'pulls.merge' })],
  ['body', API, apiCall({ request: '{}' })],
  ['repository', API, apiCall({}, { repository: null })],
  ['head', MERGE, apiWrite('refs/heads/main', { head: '4'.repeat(40) })],
  ['ref', MERGE, apiWrite('refs/heads/x', { head: '3'.repeat(40) })],
  ['tip before it', apiWrite('refs/heads/main'), apiWrite('refs/heads/main', {}, { oldId: '5'.repeat(40) })],
])('a request with another %s is another digest', (_name, one, other) => {
  expect(digest(one)).not.toBe(digest(other));
});

test('a merge is bound to its head, and not to where its base was', () => {
  const moved = apiWrite('refs/heads/main', { head: '3'.repeat(40) }, { oldId: '5'.repeat(40) });
  expect(digest(moved)).toBe(digest(MERGE));
});

test('what was found in a request does not show: the same question finds its approval', () => {
  const found = [{ rule: 'key', placeholder: 'CSG_KEY_1', where: 'user', count: 2 }];
  expect(digest(mcpCall('push_files', '{"branch":"main"}', { secrets: found }))).toBe(digest(CALL));
});
