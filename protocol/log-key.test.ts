import { createHash, generateKeyPairSync } from 'node:crypto';
import { expect, test } from 'vitest';
import { hex, sha256 } from '../test/support/merkle.ts';
import { logKey } from './log-key.ts';

function spki(type: 'ed25519' | 'ed448'): Buffer {
  const { publicKey } = type === 'ed25519' ? generateKeyPairSync('ed25519') : generateKeyPairSync('ed448');
  return publicKey.export({ type: 'spki', format: 'der' });
}

test('name and id follow from the key', () => {
  const der = spki('ed25519');
  const { name, id } = logKey(der, sha256);
  expect(name).toBe(`countersign.internal/log/${hex(sha256(der)).slice(0, 16)}`);
  const signed = Buffer.concat([Buffer.from(`${name}\n\u0001`), der.subarray(-32)]);
  expect(hex(id)).toBe(createHash('sha256').update(signed).digest('hex').slice(0, 8));
});

test.each([
  ['nothing', Buffer.alloc(0)],
  ['another kind of key', spki('ed448')],
  ['a byte too many', Buffer.concat([spki('ed25519'), Buffer.alloc(1)])],
  ['a byte too few', spki('ed25519').subarray(0, -1)],
])('%s is refused', (_name, der) => {
  expect(() => logKey(der, sha256)).toThrow(expect.objectContaining({ code: 'bad-key' }));
});
