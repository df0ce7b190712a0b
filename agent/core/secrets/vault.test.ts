import { expect, test } from 'vitest';
import { digest, vaultOf } from './test-support.ts';
import { createVault } from './vault.ts';

test('a placeholder says the kind, and is the same each time', () => {
  const vault = vaultOf('session');
  const placeholder = vault.placeholderFor('GHPAT', 'one');
  expect(placeholder).toMatch(/^CSG_GHPAT_[0-9A-HJKMNP-TV-Z]{8}$/);
  vault.placeholderFor('GHPAT', 'two');
  expect(vault.placeholderFor('GHPAT', 'one')).toBe(placeholder);
  expect(vaultOf('session').placeholderFor('GHPAT', 'one')).toBe(placeholder);
  expect(vault.lookUp(placeholder)).toEqual({ kind: 'known', secret: 'one' });
});

test('another session has another, and does not know this one', () => {
  const placeholder = vaultOf('session').placeholderFor('GHPAT', 'one');
  const other = vaultOf('other');
  expect(other.placeholderFor('GHPAT', 'one')).not.toBe(placeholder);
  expect(other.lookUp(placeholder)).toEqual({ kind: 'foreign' });
});

test('past the limit the one not seen for longest is forgotten, and its placeholder is stale', () => {
  const vault = vaultOf('session', 2);
  const [one, two] = ['one', 'two'].map((secret) => vault.placeholderFor('KEY', secret));
  vault.placeholderFor('KEY', 'one');
  vault.placeholderFor('KEY', 'three');
  expect(vault.lookUp(one ?? '').kind).toBe('known');
  expect(vault.lookUp(two ?? '').kind).toBe('stale');
});

test('past the limit of characters, too', () => {
  const vault = createVault({
    mac: (text) => new TextEncoder().encode(text.padStart(32, '-')),
    limits: { maxSecrets: 10, maxCharacters: 10 },
  });
  vault.placeholderFor('KEY', 'a'.repeat(6));
  const placeholder = vault.placeholderFor('KEY', 'b'.repeat(10));
  expect(vault.lookUp(placeholder).kind).toBe('known');
  expect(vault.placeholderFor('KEY', 'c'.repeat(11))).toMatch(/^CSG_KEY_/);
});

test('two secrets whose code begins alike get codes of different length, and neither begins the other', () => {
  const alike = (text: string): Uint8Array => digest(text).map((byte, at) => (at < 4 ? 7 : byte));
  const vault = createVault({ mac: alike, limits: { maxSecrets: 10, maxCharacters: 1000 } });
  const placeholders = ['a', 'bb', 'ccc'].map((secret) => vault.placeholderFor('KEY', secret));
  expect(new Set(placeholders).size).toBe(3);
  for (const one of placeholders)
    expect(placeholders.filter((other) => other.startsWith(one))).toEqual([one]);
  expect(vault.placeholderFor('KEY', 'bb')).toBe(placeholders[1]);
});

test('an HMAC that is none is refused', () => {
  const vault = createVault({
    mac: () => new Uint8Array(32),
    limits: { maxSecrets: 10, maxCharacters: 1000 },
  });
  vault.placeholderFor('KEY', 'a');
  expect(() => vault.placeholderFor('KEY', 'b')).toThrow(RangeError);
});

test('a secret that somebody else brought has a placeholder that is not put back', () => {
  const vault = vaultOf('session');
  const stranger = vault.placeholderForStranger('KEY', 'from a model');
  expect(vault.lookUp(stranger).kind).toBe('stale');
  expect(vault.placeholderFor('KEY', 'from a model')).toBe(stranger);
  expect(vault.lookUp(vault.placeholderForStranger('KEY', 'from a model'))).toEqual({
    kind: 'known',
    secret: 'from a model',
  });
});
