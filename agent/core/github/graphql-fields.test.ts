import { expect, test } from 'vitest';
import { INSIDE, NAMING, PEOPLE, PLUMBING, WITHOUT_REPOSITORY } from './graphql-fields.ts';

test.each([
  ['person', ['author', 'owner', 'user', 'assignees', 'mergedBy', 'organization', 'viewer']],
  ['other repository', ['repository', 'parent', 'forks', 'headRepository', 'headRef', 'search', 'source']],
])('nothing within a repository leads to a %s', (_, fields) => {
  expect(fields.filter((field) => INSIDE.has(field))).toEqual([]);
});

test.each(['body', 'text', 'message', 'title', 'description', 'patch'])('%s is no name', (field) => {
  expect(NAMING.has(field)).toBe(false);
});

test('whoever something is of, only names are read of them', () => {
  for (const field of [...PEOPLE, ...WITHOUT_REPOSITORY]) expect(INSIDE.has(field)).toBe(false);
  for (const field of PLUMBING) expect(INSIDE.has(field)).toBe(true);
});
