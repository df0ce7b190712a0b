import { createHash, generateKeyPairSync, type KeyObject, sign, verify } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { AuditRecord, SignedRecord } from './audit-record.ts';
import {
  CHAIN_START,
  type ChainFault,
  type ChainPorts,
  type ChainPosition,
  type CheckedRecord,
  followChain,
  readRecord,
  recordHash,
  recordSignedBytes,
  verifyChain,
} from './chain.ts';
import type { JsonObject } from './json.ts';

interface TestAgent {
  readonly privateKey: KeyObject;
  readonly ports: ChainPorts;
}

const agent = makeAgent();
const stranger = makeAgent();
const chain = makeChain(agent, 5);

function makeAgent(): TestAgent {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const sha256 = (input: Uint8Array | string): string => createHash('sha256').update(input).digest('hex');
  return {
    privateKey,
    ports: {
      agent: sha256(publicKey.export({ type: 'spki', format: 'der' })),
      sha256,
      verify: (bytes, signature) => verify(null, bytes, publicKey, Buffer.from(signature, 'base64url')),
    },
  };
}

function signed(by: TestAgent, record: AuditRecord): SignedRecord {
  const signature = sign(null, recordSignedBytes(record, by.ports.sha256), by.privateKey).toString(
    'base64url',
  );
  return { record, signature };
}

function makeChain(by: TestAgent, length: number): readonly SignedRecord[] {
  const records: SignedRecord[] = [];
  let head = CHAIN_START;
  for (let seq = 1; seq <= length; seq++) {
    const record = recordAfter(by, head);
    records.push(signed(by, record));
    head = { seq, hash: recordHash(record, by.ports.sha256) };
  }
  return records;
}

function recordAfter(by: TestAgent, head: ChainPosition): AuditRecord {
  return {
    v: 1,
    agent: by.ports.agent,
    seq: head.seq + 1,
    prev: head.hash,
    at: '2026-11-21T08:00:00.000Z',
    event: 'exchange.intent',
    session: 's1',
    exchange: `x${head.seq}`,
    detail: { path: 'deploy/app.yaml' },
  };
}

function at(index: number): SignedRecord {
  const record = chain[index];
  if (record === undefined) throw new Error(`the test chain has no record ${index}`);
  return record;
}

function replaced(index: number, record: SignedRecord): readonly SignedRecord[] {
  return chain.with(index, record);
}

function changed(index: number, change: Partial<AuditRecord>): SignedRecord {
  return { ...at(index), record: { ...at(index).record, ...change } };
}

function resigned(index: number, change: Partial<AuditRecord>): SignedRecord {
  return signed(agent, { ...at(index).record, ...change });
}

const LAST = at(4).signature;
const spare = LAST.slice(0, -1) + String.fromCharCode(LAST.charCodeAt(85) + 1);

function cyclic(): JsonObject {
  const self: Record<string, JsonObject> = {};
  self['self'] = self;
  return self;
}

describe('what does not continue the chain is named', () => {
  test.each<[string, readonly SignedRecord[], number, ChainFault]>([
    ['a changed detail', replaced(2, changed(2, { detail: { path: 'README.md' } })), 2, 'bad-signature'],
    ['a changed time', replaced(0, changed(0, { at: '2026-11-21T08:00:00.001Z' })), 0, 'bad-signature'],
    [
      'a field more',
      replaced(1, { ...at(1), record: { ...at(1).record, ...{ extra: 1 } } }),
      1,
      'bad-signature',
    ],
    ['another signature', replaced(3, { ...at(3), signature: at(2).signature }), 3, 'bad-signature'],
    ['an empty signature', replaced(3, { ...at(3), signature: '' }), 3, 'bad-signature'],
    ['a padded signature', replaced(3, { ...at(3), signature: `${at(3).signature}==` }), 3, 'bad-signature'],
    ['a signature with spare bits set', replaced(4, { ...at(4), signature: spare }), 4, 'bad-signature'],
    ['a record left out', chain.toSpliced(2, 1), 2, 'wrong-sequence'],
    ['a record twice', chain.toSpliced(2, 0, at(1)), 2, 'wrong-sequence'],
    ['the first left out', chain.slice(1), 0, 'wrong-sequence'],
    ['two in the wrong order', [at(0), at(2), at(1)], 1, 'wrong-sequence'],
    [
      'a record rewritten and signed anew',
      replaced(1, resigned(1, { exchange: 'other' })),
      2,
      'wrong-previous',
    ],
    ['a first record that follows another', [resigned(0, { prev: 'f'.repeat(64) })], 0, 'wrong-previous'],
    ['the record of another agent', makeChain(stranger, 1), 0, 'foreign-agent'],
    ["our id, another's signature", [signed(stranger, at(0).record)], 0, 'bad-signature'],
    ['text that has no UTF-8', replaced(2, changed(2, { session: '\ud800' })), 2, 'not-canonical'],
    ['a detail without end', replaced(2, changed(2, { detail: cyclic() })), 2, 'not-canonical'],
  ])('%s', (_name, records, index, fault) => {
    expect(verifyChain(records, CHAIN_START, agent.ports)).toMatchObject({ kind: 'broken', index, fault });
  });

  test('the result has the bad record and the last good position', () => {
    const result = verifyChain(chain.toSpliced(2, 1), CHAIN_START, agent.ports);
    const good = { seq: 2, hash: recordHash(at(1).record, agent.ports.sha256) };
    expect(result).toEqual({ kind: 'broken', index: 2, seq: 4, fault: 'wrong-sequence', good });
  });

  test('a fault of the platform is not taken for an answer', () => {
    const verify = (): boolean => {
      throw new Error('no crypto');
    };
    expect(() => verifyChain(chain, CHAIN_START, { ...agent.ports, verify })).toThrow('no crypto');
  });
});

test('no records leave the position where it was', () => {
  const start = { seq: 7, hash: 'a'.repeat(64) };
  expect(verifyChain([], start, agent.ports)).toEqual({ kind: 'valid', head: start });
});

test('however a chain is cut, its parts verify one after the other', () => {
  fc.assert(
    fc.property(fc.nat({ max: chain.length }), (cut) => {
      const first = verifyChain(chain.slice(0, cut), CHAIN_START, agent.ports);
      if (first.kind === 'broken') throw new Error('the first part is broken');
      const second = verifyChain(chain.slice(cut), first.head, agent.ports);
      expect(second).toEqual(verifyChain(chain, CHAIN_START, agent.ports));
      expect(second).toMatchObject({ kind: 'valid', head: { seq: 5 } });
    }),
  );
});

test('records that were looked at before are followed as those that were not, to the first that breaks', () => {
  const checked = (isSigned: boolean): readonly CheckedRecord[] =>
    chain.map((signed) => {
      const read = readRecord(signed.record, agent.ports.sha256);
      return { signed, read, isSigned: () => isSigned };
    });
  const { agent: id } = agent.ports;
  expect(followChain(checked(true), CHAIN_START, id)).toEqual(verifyChain(chain, CHAIN_START, agent.ports));
  expect(followChain(checked(false), CHAIN_START, id)).toMatchObject({ index: 0, fault: 'bad-signature' });
  const unread = checked(true).with(1, { signed: at(1), read: null, isSigned: () => true });
  expect(followChain(unread, CHAIN_START, id)).toMatchObject({ index: 1, fault: 'not-canonical' });
});
