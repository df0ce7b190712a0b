import { generateKeyPairSync, sign, verify } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { altered, nodesOf, sha256 } from '../test/support/merkle.ts';
import { type LogEntry, logEntryBytes } from './log-entry.ts';
import { logKey } from './log-key.ts';
import { type LogReceipt, type ReceiptExpectation, readCheckpoint, requireReceipt } from './log-receipt.ts';
import { base64Of, bytesOfBase64 } from './merkle/base64.ts';
import { checkpointText } from './merkle/checkpoint.ts';
import { consistencyProof } from './merkle/consistency.ts';
import { inclusionProof } from './merkle/inclusion.ts';
import type { MerkleErrorCode } from './merkle/merkle-error.ts';
import { treeRoot } from './merkle/node-source.ts';
import { type NoteVerifier, signNote } from './merkle/signed-note.ts';
import { leafHash } from './merkle/tree-hash.ts';

const { publicKey, privateKey } = generateKeyPairSync('ed25519');
const LOG: NoteVerifier = {
  ...logKey(publicKey.export({ type: 'spki', format: 'der' }), sha256),
  verify: (bytes, signature) => verify(null, bytes, publicKey, signature),
};

const ENTRIES = Array.from(
  { length: 20 },
  (_, at): LogEntry => ({
    v: 1,
    agent: 'a'.repeat(64),
    seq: at + 1,
    hash: at.toString(16).padStart(64, '0'),
    receivedAt: '2026-11-21T08:00:00.000Z',
  }),
);
const NODES = nodesOf(ENTRIES.map((entry) => leafHash(logEntryBytes(entry), sha256)));

function head(size: number) {
  return { size, root: treeRoot(size, NODES, sha256) };
}

function receipt(index: number, from: number, to: number): LogReceipt {
  return {
    checkpoint: signNote(checkpointText({ origin: LOG.name, ...head(to) }), {
      ...LOG,
      sign: (bytes) => sign(null, bytes, privateKey),
    }),
    index,
    receivedAt: '2026-11-21T08:00:00.000Z',
    inclusion: inclusionProof({ index, size: to }, NODES, sha256).map(base64Of),
    consistency: consistencyProof({ from, to }, NODES, sha256).map(base64Of),
  };
}

function expectation(index: number, from: number): ReceiptExpectation {
  const record = ENTRIES[index];
  if (record === undefined) throw new Error('there is no such entry');
  return { record, known: head(from), log: LOG };
}

test.each([
  [0, 0, 1],
  [0, 0, 20],
  [12, 7, 20],
  [19, 19, 20],
  [3, 20, 20],
])('of record %d, from %d to %d leaves, it gives the checkpoint', (index, from, to) => {
  expect(requireReceipt(receipt(index, from, to), expectation(index, from), sha256).size).toBe(to);
});

describe('what is no receipt', () => {
  const good = receipt(12, 7, 20);
  const expected = expectation(12, 7);
  test.each<[string, MerkleErrorCode, Partial<LogReceipt>, Partial<ReceiptExpectation>]>([
    ['another record', 'wrong-root', {}, { record: expectation(11, 7).record }],
    ['another place', 'wrong-root', { index: 13 }, {}],
    ['another time', 'wrong-root', { receivedAt: '2026-11-21T08:00:00.001Z' }, {}],
    ['a log that forgot', 'rolled-back', receipt(3, 0, 5), {}],
    ['another past', 'inconsistent', {}, { known: { size: 7, root: head(8).root } }],
    ['no proof that it continues', 'wrong-length', { consistency: [] }, {}],
    ['no proof that it is in', 'wrong-length', { inclusion: [] }, {}],
    ['an altered hash', 'wrong-root', { inclusion: alteredFirst(good.inclusion) }, {}],
    ['a hash that is none', 'bad-base64', { inclusion: ['-'] }, {}],
    ['another key', 'unsigned', { checkpoint: good.checkpoint.replaceAll('log/', 'log/0') }, {}],
    ['another size', 'bad-signature', { checkpoint: good.checkpoint.replace('\n20\n', '\n21\n') }, {}],
  ])('%s: %s', (_name, code, change, other) => {
    const check = () => requireReceipt({ ...good, ...change }, { ...expected, ...other }, sha256);
    expect(check).toThrow(expect.objectContaining({ code }));
  });
});

test('a checkpoint is read only with its signature', () => {
  const { checkpoint } = receipt(0, 0, 3);
  expect(readCheckpoint(checkpoint, LOG).size).toBe(3);
  expect(() => readCheckpoint(checkpoint.replace('\n3\n', '\n4\n'), LOG)).toThrow(
    expect.objectContaining({ code: 'bad-signature' }),
  );
});

function alteredFirst([first = '', ...rest]: readonly string[]): readonly string[] {
  return [base64Of(altered(bytesOfBase64(first), 0)), ...rest];
}
