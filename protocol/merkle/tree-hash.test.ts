import { expect, test } from 'vitest';
import { hex, sha256, unhex } from '../../test/support/merkle.ts';
import { equalBytes, leafHash, nodeHash } from './tree-hash.ts';

test('the hash of an empty leaf is the published one', () => {
  const published = '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d';
  expect(hex(leafHash(new Uint8Array(), sha256))).toBe(published);
});

test('an entry that spells out two hashes is not the node above them', () => {
  const [left, right] = [sha256(Buffer.from('l')), sha256(Buffer.from('r'))];
  const entry = Buffer.concat([left, right]);
  expect(hex(leafHash(entry, sha256))).not.toBe(hex(nodeHash(left, right, sha256)));
});

test.each([
  ['', '', true],
  ['00', '00', true],
  ['00', '01', false],
  ['00', '0000', false],
])('%s and %s are equal: %s', (one, other, expected) => {
  expect(equalBytes(unhex(one), unhex(other))).toBe(expected);
});
