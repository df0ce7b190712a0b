import { describe, expect, test } from 'vitest';
import { chosenClaims, subjectOfClaims, type TokenClaims } from './token-claims.ts';

const NAMES = { subjectClaim: 'sub', groupsClaim: 'groups' };

describe('whom claims are of', () => {
  test.each<[string, TokenClaims, readonly string[]]>([
    ['groups', { sub: 'dana', groups: ['dev', 'sec'] }, ['dev', 'sec']],
    ['no groups at all', { sub: 'dana' }, []],
    ['a note that no group was left out', { sub: 'dana', groups: ['dev'], hasgroups: false }, ['dev']],
    ['another claim left out', { sub: 'dana', groups: ['dev'], _claim_names: { photos: 'src1' } }, ['dev']],
  ])('reads %s', (_what, claims, groups) => {
    expect(subjectOfClaims(claims, NAMES)).toEqual({ kind: 'known', subject: 'dana', groups });
  });

  test.each<[string, TokenClaims, string]>([
    ['no subject', { groups: [] }, 'claim sub'],
    ['an empty subject', { sub: '' }, 'claim sub'],
    ['a subject that is too long', { sub: 'x'.repeat(201) }, 'claim sub'],
    ['a subject that is no text', { sub: 7 }, 'claim sub'],
    ['an inherited subject', Object.create({ sub: 'dana' }) as TokenClaims, 'claim sub'],
    [
      'groups left out for their number',
      { sub: 'dana', _claim_names: { groups: 'src1' } },
      'left claim groups out',
    ],
    ['a note of unknown form', { sub: 'dana', _claim_names: 'groups' }, 'left claim groups out'],
    ['a flag instead of groups', { sub: 'dana', hasgroups: true }, 'left claim groups out'],
    ['groups that are no list', { sub: 'dana', groups: 'dev' }, 'no list'],
    ['a group that is no text', { sub: 'dana', groups: [1] }, 'no list'],
    ['too many groups', { sub: 'dana', groups: Array.from({ length: 1001 }, () => 'g') }, 'no list'],
  ])('takes %s for nobody', (_what, claims, reason) => {
    expect(subjectOfClaims(claims, NAMES)).toEqual({
      kind: 'unknown',
      reason: expect.stringContaining(reason),
    });
  });
});

describe('claims that policy compares', () => {
  test.each<[string, unknown, readonly string[] | undefined]>([
    ['a text', 'eu', ['eu']],
    ['a number', 7, ['7']],
    ['a boolean', true, ['true']],
    ['a list', ['a', 2], ['a', '2']],
    ['an object', { a: 1 }, undefined],
    ['a list that holds an object', ['a', {}], undefined],
    ['null', null, undefined],
    ['a text that is too long', 'x'.repeat(501), undefined],
    ['more values than are carried', Array.from({ length: 101 }, () => 'x'), undefined],
  ])('carries %s as texts, or not at all', (_what, value, expected) => {
    expect(chosenClaims({ region: value }, ['region'])['region']).toEqual(expected);
  });

  test('carries none that was not chosen, and none that a token merely inherits', () => {
    expect(chosenClaims({ sub: 'dana', iss: 'x' }, ['iss', 'toString'])).toEqual({ iss: ['x'] });
  });
});
