import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { CredentialScope } from '../protocol/verdict.ts';
import { ceiling, narrowest } from './credential-scope.ts';

const WIDE: CredentialScope = {
  reach: 'owner',
  permissions: { contents: 'admin', issues: 'read' },
  lifetimeMs: 9,
};
const NARROW: CredentialScope = { reach: 'repository', permissions: { contents: 'write' }, lifetimeMs: 60 };

test.each<readonly [string, readonly CredentialScope[], CredentialScope | null]>([
  ['nothing', [], null],
  ['one', [WIDE], WIDE],
  ['two', [WIDE, NARROW], { reach: 'repository', permissions: { contents: 'write' }, lifetimeMs: 9 }],
  [
    'what two have not in common',
    [NARROW, { ...NARROW, permissions: { issues: 'read' } as const }],
    { ...NARROW, permissions: {} },
  ],
  [
    'a name that every object has',
    [NARROW, { ...NARROW, permissions: { constructor: 'admin' } as const }],
    { ...NARROW, permissions: {} },
  ],
  ['what narrows and what gives', [WIDE, ceiling(WIDE)], { ...WIDE, reach: 'repository', within: 'purpose' }],
])('the narrowest of %s', (_, scopes, expected) => {
  expect(narrowest(scopes)).toEqual(expected);
});

const level = fc.constantFrom('read', 'write', 'admin');
const scope = fc.record({
  reach: fc.constantFrom('repository', 'owner'),
  permissions: fc.dictionary(fc.constantFrom('contents', 'issues', 'actions'), level),
  lifetimeMs: fc.nat(100),
});

test('the order of the rules makes no difference', () => {
  fc.assert(
    fc.property(fc.array(scope, { maxLength: 4 }), (scopes) => {
      expect(narrowest(scopes)).toEqual(narrowest(scopes.toReversed()));
    }),
    { numRuns: 100 },
  );
});
