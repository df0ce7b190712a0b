import { describe, expect, test } from 'vitest';
import type { TokenClaims } from '../../../protocol/token-claims.ts';
import { callerOfClaims } from './caller-of-claims.ts';

const SETTINGS = {
  subjectClaim: 'sub',
  groupsClaim: 'groups',
  claims: ['department'],
  serviceAccounts: [{ client: 'build', groups: ['dev'], actsFor: 'robin' }],
  roles: { developer: ['dev'], reviewer: ['sec', 'leads'], auditor: ['audit'] },
};

describe('somebody with a role', () => {
  test.each<[string, readonly string[], readonly string[]]>([
    ['one group', ['dev'], ['developer']],
    ['several', ['audit', 'leads', 'choir'], ['reviewer', 'auditor']],
    ['any of those of a role', ['sec'], ['reviewer']],
  ])('%s', (_name, groups, roles) => {
    expect(callerOfClaims({ sub: 'robin', groups }, SETTINGS)).toEqual({
      token: 'oidc',
      subject: 'robin',
      groups,
      roles,
      vouched: { kind: 'person', actsFor: null, claims: {}, ci: null },
      expiresAt: null,
      loggedInAt: null,
    });
  });

  test('is named by the claims that the settings name', () => {
    const settings = { ...SETTINGS, subjectClaim: 'oid', groupsClaim: 'cognito:groups' };
    const claims = { sub: 'x', oid: 'robin', groups: ['audit'], 'cognito:groups': ['dev'] };
    expect(callerOfClaims(claims, settings)).toMatchObject({ subject: 'robin', roles: ['developer'] });
  });
});

test('claims that the settings choose are passed on, and no others', () => {
  const claims = { sub: 'robin', groups: ['dev'], department: 'payments', email: 'robin@example.com' };
  expect(callerOfClaims(claims, SETTINGS).vouched.claims).toEqual({ department: ['payments'] });
});

test('a service account has the groups that the settings give it, and no others', () => {
  expect(callerOfClaims({ sub: 'build', groups: ['audit'] }, SETTINGS)).toMatchObject({
    subject: 'build',
    groups: ['dev'],
    roles: ['developer'],
    vouched: { kind: 'service', actsFor: 'robin' },
  });
});

describe('whoever has none is refused', () => {
  test.each<[string, TokenClaims]>([
    ['no groups', { sub: 'robin' }],
    ['other groups', { sub: 'robin', groups: ['choir'] }],
    ['a group that looks like one', { sub: 'robin', groups: ['Dev', ' dev', 'dev '] }],
    ['no subject', { groups: ['dev'] }],
    ['an empty subject', { sub: '', groups: ['dev'] }],
    ['a subject that is no text', { sub: ['robin'], groups: ['dev'] }],
    ['a subject without end', { sub: 'r'.repeat(201), groups: ['dev'] }],
    ['groups as text', { sub: 'robin', groups: 'dev' }],
    ['a group that is no text', { sub: 'robin', groups: ['dev', 7] }],
    ['groups without end', { sub: 'robin', groups: Array.from({ length: 1001 }, () => 'dev') }],
    ['groups kept elsewhere', { sub: 'robin', groups: ['dev'], _claim_names: { groups: 'src1' } }],
    [
      'a note of claims elsewhere that cannot be read',
      { sub: 'robin', groups: ['dev'], _claim_names: 'groups' },
    ],
    ['more groups than fit', { sub: 'robin', groups: ['dev'], hasgroups: true }],
  ])('%s', (_name, claims) => {
    expect(() => callerOfClaims(claims, SETTINGS)).toThrow(expect.objectContaining({ code: 'forbidden' }));
  });
});

test('claims elsewhere that are not the groups change nothing', () => {
  const claims = { sub: 'robin', groups: ['dev'], _claim_names: { photo: 'src1' }, hasgroups: false };
  expect(callerOfClaims(claims, SETTINGS).roles).toEqual(['developer']);
});
