import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cut } from '../../../test/support/cut.ts';
import { concatBytes, encodeUtf8 } from './bytes.ts';
import { encodePktLine, FLUSH, PktLineError } from './pkt-line.ts';
import { createPktLineReader, PktLineBuffer } from './pkt-line-reader.ts';

const code = (expected: string) => expect.objectContaining({ constructor: PktLineError, code: expected });

test('any chunking gives the same lines', () => {
  fc.assert(
    fc.property(
      fc.array(fc.uint8Array({ maxLength: 9_000 }), { maxLength: 6 }),
      cut.edges,
      (payloads, edges) => {
        const bytes = concatBytes([...payloads.map(encodePktLine), FLUSH]);
        const reader = createPktLineReader();
        const lines = cut.at(bytes, edges).flatMap((chunk) => reader.push(chunk));
        reader.end();
        expect(lines).toEqual([...payloads.map((payload) => ({ kind: 'data', payload })), { kind: 'flush' }]);
      },
    ),
  );
});

test('a stream may be cut between lines only', () => {
  const bytes = encodeUtf8('0006ab0000');
  for (let length = 0; length <= bytes.length; length += 1) {
    const reader = createPktLineReader();
    reader.push(bytes.subarray(0, length));
    if (length === 0 || length === 6 || length === 10) reader.end();
    else expect(() => reader.end()).toThrow(code('incomplete'));
  }
});

describe('a line longer than the bound', () => {
  test('is refused once its length is known', () => {
    const reader = createPktLineReader(100);
    expect(reader.push(encodeUtf8('006'))).toEqual([]);
    expect(() => reader.push(encodeUtf8('5'))).toThrow(code('too-long'));
  });

  test('is refused however high the bound is', () => {
    expect(() => createPktLineReader(1e9).push(encodeUtf8('fff1'))).toThrow(code('too-long'));
  });
});

test('bad digits are refused before the length is whole', () => {
  expect(() => createPktLineReader().push(encodeUtf8('PA'))).toThrow(code('bad-length'));
});

test('lines taken earlier do not change', () => {
  const buffer = new PktLineBuffer();
  buffer.append(encodeUtf8('0006ab'));
  const first = buffer.take();
  for (let round = 0; round < 3_000; round += 1) {
    buffer.append(encodeUtf8('0006cd'));
    buffer.take();
  }
  expect(first).toEqual({ line: { kind: 'data', payload: encodeUtf8('ab') }, bytes: encodeUtf8('0006ab') });
});

test('what follows the lines can be taken as it is', () => {
  const buffer = new PktLineBuffer();
  buffer.append(encodeUtf8('0000PACK...'));
  expect(buffer.take()).toMatchObject({ line: { kind: 'flush' } });
  expect(buffer.takeRest()).toEqual(encodeUtf8('PACK...'));
  buffer.end();
});
