import { generateKeyPairSync, sign } from 'node:crypto';
import { expect, test } from 'vitest';
import { type IdentityStatement, identityJson, type SignedIdentity } from '../../protocol/identity.ts';
import { statementBytes } from '../../protocol/signed-statement.ts';
import { verifiedIdentity } from './vouched-session.ts';

const COLLECTOR = generateKeyPairSync('ed25519');
const STRANGER = generateKeyPairSync('ed25519');
const STATEMENT: IdentityStatement = {
  agent: 'a'.repeat(64),
  subject: 'dana',
  groups: ['dev'],
  kind: 'service',
  actsFor: 'robin',
  claims: { department: ['payments'] },
  ci: null,
  expiresAt: '2026-11-21T08:00:00.000Z',
};
const EXPECTED = {
  agent: STATEMENT.agent,
  subject: 'dana',
  groups: ['dev'],
  collectorKey: COLLECTOR.publicKey.export({ type: 'spki', format: 'der' }).toString('base64'),
};

function signed(statement: IdentityStatement, key = COLLECTOR.privateKey): SignedIdentity {
  const bytes = statementBytes('countersign-identity-v1', identityJson(statement));
  return { statement, signature: sign(null, bytes, key).toString('base64url') };
}

test('what the collector signed of this agent is vouched for', () => {
  const { kind, actsFor, claims, ci } = STATEMENT;
  const untilMs = Date.parse(STATEMENT.expiresAt);
  expect(verifiedIdentity(signed(STATEMENT), EXPECTED)).toEqual({ kind, actsFor, claims, ci, untilMs });
});

test.each<[string, SignedIdentity]>([
  ["another key's word", signed(STATEMENT, STRANGER.privateKey)],
  [
    'a claim added afterwards',
    { ...signed(STATEMENT), statement: { ...STATEMENT, claims: { department: ['root'] } } },
  ],
  [
    'a later end',
    { ...signed(STATEMENT), statement: { ...STATEMENT, expiresAt: '2030-01-01T00:00:00.000Z' } },
  ],
  ["another agent's", signed({ ...STATEMENT, agent: 'b'.repeat(64) })],
  ["another subject's", signed({ ...STATEMENT, subject: 'robin' })],
  ['other groups', signed({ ...STATEMENT, groups: ['dev', 'sec'] })],
])('%s is refused', (_what, identity) => {
  expect(() => verifiedIdentity(identity, EXPECTED)).toThrow(expect.objectContaining({ code: 'unverified' }));
});
