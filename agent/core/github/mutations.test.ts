import { expect, test } from 'vitest';
import { MUTATIONS } from './mutations.ts';
import { writeNames } from './route-table.ts';

/** What GraphQL alone can do. */
const GRAPHQL_ONLY = new Set([
  'pulls.auto_merge',
  'pulls.enqueue',
  'pulls.revert',
  'branches.create_linked',
  'issues.delete',
  'issues.transfer',
  'discussions.create',
  'discussions.update',
  'discussions.comments.write',
  'projects.write',
]);

test('a mutation has the name of the call of REST that does the same', () => {
  const names = new Set(writeNames());
  const others = [...MUTATIONS.values()].filter(({ name }) => !names.has(name) && !GRAPHQL_ONLY.has(name));
  expect(others).toEqual([]);
});

test.each([
  ['mergePullRequest', 'pulls.merge', 'pullRequestId'],
  ['createCommitOnBranch', 'contents.write', null],
  ['updateRefs', 'git.refs.update', 'repositoryId'],
  ['deleteRef', 'git.refs.delete', 'refId'],
])('%s is %s', (field, name, of) => {
  expect(MUTATIONS.get(field)).toEqual({ name, of });
});
