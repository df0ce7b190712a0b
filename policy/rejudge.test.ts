import { expect, test } from 'vitest';
import type { JsonObject } from '../protocol/json.ts';
import { sha256 } from '../test/support/operation.ts';
import { compilePolicy } from './compile.ts';
import { isChanged, rejudge } from './rejudge.ts';

const POLICY = compilePolicy(
  `version: 1
hosts: [{ suffix: github.com, kind: git }]
groups: { reviewers: ["group:leads"] }
rules:
  - { id: topics, on: [git.push], effect: allow }
  - { id: main, on: [git.push], when: 'ref.branch == "main"', effect: require_approval, approvers: [reviewers] }
  - { id: words, on: [git.push], when: 'ref.branch == "words" && changes.exists(c, c.adds("x"))', effect: deny }
`,
  sha256,
);

function pushOf(...branches: readonly string[]): JsonObject {
  const decisions = branches.map((branch) => ({
    action: { kind: 'git.push', ref: `refs/heads/${branch}`, change: 'update', forced: false, changes: 1 },
    verdict: 'accepted',
    rules: [],
    approval: null,
  }));
  const operation = { kind: 'git.push', host: 'github.com', port: 443, repository: 'github.com/octo/demo' };
  return { subject: 'ana', groups: [], actor: 'ai', program: 'git', operation, decisions };
}

test.each([
  ['topic', 'allow', false],
  ['main', 'require_approval', true],
  ['words', 'cannot-tell', false],
])('a push to %s that was allowed: %s', (branch, verdict, changed) => {
  const [rejudged] = rejudge(POLICY, { session: 's', detail: pushOf(branch) });
  expect(rejudged).toMatchObject({ kind: 'git.push', before: 'allow', after: { verdict } });
  expect(rejudged !== undefined && isChanged(rejudged)).toBe(changed);
});

test('each ref of a push is one, in its order', () => {
  const whats = rejudge(POLICY, { session: null, detail: pushOf('b', 'a') }).map(({ what }) => what);
  expect(whats).toEqual(['github.com/octo/demo refs/heads/b', 'github.com/octo/demo refs/heads/a']);
});

test('a record of anything else has none', () => {
  expect(rejudge(POLICY, { session: null, detail: { result: 'succeeded' } })).toEqual([]);
});
