import { expect, test } from 'vitest';
import { approversOf, groupsOf } from './membership.ts';

const GROUPS = {
  reviewers: { groups: ['leads', 'seniors'], users: ['ana'] },
  release: { groups: [], users: ['bot-1'] },
};

test.each([
  ['through a group of the identity provider', 'bob', ['leads'], ['leads', 'reviewers']],
  ['by name', 'ana', [], ['reviewers']],
  ['a group that only sounds like one of the document', 'bob', ['reviewers', 'staff'], ['staff']],
  ['an id that sounds like a group', 'leads', [], []],
  ['a group that sounds like an id', 'bob', ['ana', 'bot-1'], ['ana', 'bot-1']],
  ['twice', 'ana', ['leads', 'leads'], ['leads', 'reviewers']],
])('a subject is in a group %s', (_, id, groups, expected) => {
  expect(groupsOf({ id, groups, actor: 'human' }, GROUPS)).toEqual(expected);
});

test('approvers are named as the identity provider names them', () => {
  expect(approversOf(['release', 'reviewers'], GROUPS)).toEqual([
    'leads',
    'seniors',
    'user:ana',
    'user:bot-1',
  ]);
  expect(approversOf(['constructor'], GROUPS)).toEqual([]);
});
