import { generateKeyPairSync, sign } from 'node:crypto';
import { expect, test } from 'vitest';
import { nextToken } from './next-token.ts';

function newKey() {
  const { privateKey } = generateKeyPairSync('ed25519');
  return { sign: (bytes: Uint8Array) => sign(null, bytes, privateKey) };
}

test('is the same for one key and one token, and another for any other', () => {
  const [one, other] = [newKey(), newKey()];
  const next = nextToken(one, 'a');
  expect(nextToken(one, 'a')).toBe(next);
  expect(next).toMatch(/^[A-Za-z0-9_-]{43}$/);
  expect(new Set([next, nextToken(one, 'b'), nextToken(one, next), nextToken(other, 'a')]).size).toBe(4);
});
