import { expect, test } from 'vitest';
import { approvalOf, approversOf, groupsOf } from './membership.ts';

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

test('people may be named beside groups', () => {
  expect(approversOf(['user:eve', 'release'], GROUPS)).toEqual(['user:bot-1', 'user:eve']);
});

const ANYONE = { anyOf: ['reviewers'], allOf: [], count: 1, reason: 'optional', breakGlass: [] } as const;

test.each([
  [ANYONE, { count: 1, sets: [], reasonRequired: false, breakGlass: [] }],
  [
    { ...ANYONE, count: 2, reason: 'required' },
    { count: 2, sets: [], reasonRequired: true, breakGlass: [] },
  ],
  [
    { ...ANYONE, allOf: ['release'], breakGlass: ['user:eve'] },
    {
      count: 1,
      sets: [['leads', 'seniors', 'user:ana'], ['user:bot-1']],
      reasonRequired: false,
      breakGlass: ['user:eve'],
    },
  ],
  [
    { ...ANYONE, freshLoginMs: 300_000 },
    { count: 1, sets: [], reasonRequired: false, breakGlass: [], freshLoginMs: 300_000 },
  ],
  [
    { ...ANYONE, anyOf: [], allOf: ['release'] },
    { count: 1, sets: [], reasonRequired: false, breakGlass: [] },
  ],
] as const)('%j asks for %j', (approvers, quorum) => {
  expect(approvalOf(approvers, GROUPS).quorum).toEqual(quorum);
});
