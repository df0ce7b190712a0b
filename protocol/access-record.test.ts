import { createHash, generateKeyPairSync, sign, verify } from 'node:crypto';
import { expect, test } from 'vitest';
import {
  type AccessRecord,
  accessHash,
  accessSignedBytes,
  type SignedAccessRecord,
  verifyAccess,
} from './access-record.ts';

const { publicKey, privateKey } = generateKeyPairSync('ed25519');
const sha256 = (input: Uint8Array | string): string => createHash('sha256').update(input).digest('hex');
const ports = {
  sha256,
  verify: (bytes: Uint8Array, signature: string) =>
    verify(null, bytes, publicKey, Buffer.from(signature, 'base64url')),
};

function signed(record: AccessRecord): SignedAccessRecord {
  return { record, signature: sign(null, accessSignedBytes(record), privateKey).toString('base64url') };
}

function chain(count: number): readonly SignedAccessRecord[] {
  const records: SignedAccessRecord[] = [];
  let prev = '0'.repeat(64);
  for (let seq = 1; seq <= count; seq++) {
    const record: AccessRecord = {
      v: 1,
      seq,
      prev,
      at: '2026-11-21T08:00:00.000Z',
      event: 'read',
      subject: 'ana',
      session: null,
      detail: { what: 'records' },
    };
    prev = accessHash(record, sha256);
    records.push(signed(record));
  }
  return records;
}

const ALL = chain(4);
const START = { seq: 0, hash: '0'.repeat(64) };

test('a chain holds from its start, and from where the oldest kept record stands', () => {
  const head = { seq: 4, hash: accessHash(ALL[3]?.record ?? ({} as AccessRecord), sha256) };
  expect(verifyAccess(ALL, START, ports)).toEqual({ kind: 'valid', head });
  expect(verifyAccess(ALL.slice(2), null, ports)).toEqual({ kind: 'valid', head });
  expect(verifyAccess([], START, ports)).toEqual({ kind: 'valid', head: START });
});

type Forge = (records: readonly SignedAccessRecord[]) => readonly SignedAccessRecord[];

const changed =
  (at: number, change: Partial<AccessRecord>, isSigned: boolean): Forge =>
  (records) =>
    records.map((each, index) => {
      if (index !== at) return each;
      const record = { ...each.record, ...change };
      return isSigned ? signed(record) : { ...each, record };
    });

test.each<[string, Forge, number, string]>([
  ['one is missing', (records) => records.toSpliced(1, 1), 3, 'wrong-sequence'],
  [
    'two are the wrong way round',
    ([a, b, ...rest]) => [b, a, ...rest].flatMap((each) => each ?? []),
    2,
    'wrong-sequence',
  ],
  [
    'one is there twice',
    ([a, ...rest]) => [a, a, ...rest].flatMap((each) => each ?? []),
    1,
    'wrong-sequence',
  ],
  ['one was changed', changed(1, { subject: 'bob' }, false), 2, 'bad-signature'],
  ['one was changed and signed again', changed(1, { subject: 'bob' }, true), 3, 'wrong-previous'],
  [
    'another key signed',
    (records) => records.map((each, at) => (at === 2 ? { ...each, signature: 'A'.repeat(86) } : each)),
    3,
    'bad-signature',
  ],
  [
    'a signature in another spelling',
    (records) => records.map((each, at) => (at === 0 ? { ...each, signature: `${each.signature}=` } : each)),
    1,
    'bad-signature',
  ],
])('broken, and where: %s', (_name, forge, seq, fault) => {
  expect(verifyAccess(forge(ALL), START, ports)).toEqual({ kind: 'broken', seq, fault });
});
