import { expect, test } from 'vitest';
import { isSafeIssuer, keysAddress, metadataAddress, TOKEN_ALGORITHMS } from './token-rules.ts';

test('no algorithm that others than the issuer could use is taken', () => {
  expect(TOKEN_ALGORITHMS.filter((name) => name === 'none' || name.startsWith('HS'))).toEqual([]);
});

test.each([
  ['https://login.example', true],
  ['http://127.0.0.1:7000', true],
  ['http://localhost', true],
  ['http://login.example', false],
  ['http://127.0.0.1.example', false],
  ['ftp://localhost', false],
  ['login.example', false],
  ['https://somebody@login.example', false],
  ['https://login.example/keys?of=mine', true],
  ['https://login.example/keys#of-mine', false],
])('%s is a place for keys: %s', (address, isSafe) => {
  expect(isSafeIssuer(address)).toBe(isSafe);
});

test.each([
  ['https://login.example', 'https://login.example/.well-known/openid-configuration'],
  ['https://login.example/realms/a/', 'https://login.example/realms/a/.well-known/openid-configuration'],
])('%s describes itself below its own path', (issuer, address) => {
  expect(metadataAddress(issuer)).toBe(address);
});

const ISSUER = 'https://login.example';
const KEYS = 'https://keys.example/jwks';

test.each<[string, unknown, string | null]>([
  ['its own', { issuer: ISSUER, jwks_uri: KEYS }, KEYS],
  ["another issuer's", { issuer: `${ISSUER}/`, jwks_uri: KEYS }, null],
  ['without keys', { issuer: ISSUER }, null],
  ['with keys in the clear', { issuer: ISSUER, jwks_uri: 'http://keys.example/jwks' }, null],
  ['that is no object', 'metadata', null],
  ['that is null', null, null],
])('keys are found in metadata that is %s', (_what, metadata, expected) => {
  expect(keysAddress(ISSUER, metadata)).toBe(expected);
});
