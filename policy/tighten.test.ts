import { expect, test } from 'vitest';
import type { CredentialScope, Verdict } from '../protocol/verdict.ts';
import type { Decision } from './evaluate.ts';
import type { ForeseenVerdict } from './foresee.ts';
import { stricterForeseen, tightened } from './tighten.ts';

const ALLOW: Verdict = { kind: 'allow', rule: { id: 'a', hash: 'h' } };
const DENY: Verdict = { kind: 'deny', rule: null, reason: 'no rule allows this' };

function decision(verdict: Verdict, detectors: readonly string[] = []): Decision {
  const mask =
    detectors.length === 0 ? ({ kind: 'nothing' } as const) : ({ kind: 'detectors', detectors } as const);
  return { verdict, obligations: { mask, capture: 'masked', scope: null }, matched: [] };
}

test.each([
  [ALLOW, ALLOW, 'allow'],
  [ALLOW, DENY, 'deny'],
  [DENY, ALLOW, 'deny'],
  [DENY, { kind: 'require_approval', requirements: [] }, 'deny'],
] as const)('%j and %j give %s', (base, own, expected) => {
  expect(tightened(decision(base), decision(own)).verdict.kind).toBe(expected);
});

test('masks add up', () => {
  const { mask } = tightened(decision(ALLOW, ['b']), decision(ALLOW, ['a', 'b'])).obligations;
  expect(mask).toEqual({ kind: 'detectors', detectors: ['a', 'b'] });
});

const GIVEN: CredentialScope = { reach: 'owner', permissions: { contents: 'write' }, lifetimeMs: 9 };
const TAKEN: CredentialScope = {
  reach: 'owner',
  permissions: { contents: 'admin', administration: 'admin' },
  lifetimeMs: 60,
};

test.each<readonly [string, CredentialScope | null, CredentialScope | null, CredentialScope | null]>([
  ['nobody', null, null, null],
  ['the organisation', GIVEN, null, GIVEN],
  ['both', GIVEN, TAKEN, GIVEN],
  ['the repository alone', null, TAKEN, { ...TAKEN, reach: 'repository', within: 'purpose' }],
])('a credential is as wide as the organisation makes it, scoped by %s', (_, base, own, expected) => {
  const scoped = (scope: CredentialScope | null) => {
    const { obligations, ...rest } = decision(ALLOW);
    return { ...rest, obligations: { ...obligations, scope } };
  };
  expect(tightened(scoped(base), scoped(own)).obligations.scope).toEqual(expected);
});

test.each([
  ['allow', 'allow', 'allow'],
  ['allow', 'cannot-tell', 'cannot-tell'],
  ['cannot-tell', 'deny', 'deny'],
  ['require_approval', 'allow', 'require_approval'],
  ['require_approval', 'cannot-tell', 'cannot-tell'],
  ['deny', 'require_approval', 'deny'],
] as const)('what foresees %s and %s foresees %s', (base, own, expected) => {
  const foreseen = (verdict: ForeseenVerdict, rule: string) => ({ verdict, rules: [rule], unknown: [rule] });
  const both = stricterForeseen(foreseen(base, 'a'), foreseen(own, 'b'));
  expect(both).toMatchObject({ verdict: expected, unknown: ['a', 'b'] });
});
