import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { expect, test } from 'vitest';
import { checkedBytes } from './checked-bytes.ts';

const OID = createHash('sha256').update('object').digest('hex');

async function read(pieces: readonly string[], size = 6): Promise<{ read: string; broke: boolean }> {
  let seen = '';
  try {
    const body = Readable.from(pieces.map((each) => Buffer.from(each)));
    for await (const piece of checkedBytes(body, { oid: OID, size })) seen += String(piece);
    return { read: seen, broke: false };
  } catch {
    return { read: seen, broke: true };
  }
}

test.each([[['object']], [['o', 'bj', 'ect']], [['obj', '', 'ect']]])(
  'passes what is named, however it is cut: %j',
  async (pieces) => {
    expect(await read(pieces)).toEqual({ read: 'object', broke: false });
  },
);

test.each([
  ['of other bytes', ['obj', 'xxx'], 6],
  ['that is longer', ['object', 's'], 6],
  ['that is shorter', ['obj'], 6],
  ['of another size', ['object'], 7],
])('an object %s is broken before its last piece', async (_what, pieces, size) => {
  const seen = await read(pieces, size);
  expect(seen.broke).toBe(true);
  expect(seen.read.length).toBeLessThan(pieces.join('').length);
});

test('an object without bytes is one', async () => {
  const oid = createHash('sha256').digest('hex');
  const pieces: unknown[] = [];
  for await (const piece of checkedBytes(Readable.from([]), { oid, size: 0 })) pieces.push(piece);
  expect(pieces).toEqual([]);
});
