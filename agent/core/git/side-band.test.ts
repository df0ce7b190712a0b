import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cut } from '../../../test/support/cut.ts';
import { concatBytes, encodeUtf8 } from './bytes.ts';
import { encodePktLine, FLUSH, readPktLine } from './pkt-line.ts';
import { createSideBandReader, encodeBand, KEEPALIVE, SideBandError } from './side-band.ts';

const code = (expected: string) => expect.objectContaining({ constructor: SideBandError, code: expected });

describe('packets', () => {
  test.each([
    ['side-band', 995, 1],
    ['side-band', 996, 2],
    ['side-band-64k', 65_515, 1],
    ['side-band-64k', 65_516, 2],
    ['side-band-64k', 0, 0],
  ] as const)('of %s: %i bytes take %i', (sideBand, length, count) => {
    const bytes = encodeBand(2, new Uint8Array(length), sideBand);
    expect(bytes.length).toBe(length + 5 * count);
  });

  test('of nothing keep a client waiting', () => {
    expect(readPktLine(KEEPALIVE, 0)).toEqual({ line: { kind: 'data', payload: Uint8Array.of(1) }, next: 5 });
  });
});

test('what was put into bands comes out of them, however it is cut', () => {
  const band = fc.constantFrom<1 | 2>(1, 2);
  const sideBand = fc.constantFrom('side-band' as const, 'side-band-64k' as const);
  const sent = fc.array(fc.record({ band, payload: fc.uint8Array({ maxLength: 3_000 }) }), { maxLength: 5 });
  fc.assert(
    fc.property(sent, sideBand, cut.edges, (pieces, kind, edges) => {
      const packets = pieces.flatMap((piece) => [encodeBand(piece.band, piece.payload, kind), KEEPALIVE]);
      const reader = createSideBandReader();
      const read = cut.at(concatBytes([...packets, FLUSH]), edges).flatMap((chunk) => reader.push(chunk));
      reader.end();
      for (const wanted of [1, 2] as const) {
        const only = (list: readonly { band: number; payload: Uint8Array }[]) =>
          concatBytes(list.filter((each) => each.band === wanted).map((each) => each.payload));
        expect(only(read)).toEqual(only(pieces));
      }
    }),
  );
});

describe('refuses', () => {
  test.each([
    ['a packet without a band', encodePktLine(new Uint8Array()), 'bad-packet'],
    ['band 0', encodePktLine(Uint8Array.of(0)), 'bad-packet'],
    ['band 4', encodePktLine(Uint8Array.of(4, 65)), 'bad-packet'],
    ['a delimiter', encodeUtf8('0001'), 'bad-packet'],
    ['the end of a response', encodeUtf8('0002'), 'bad-packet'],
    ['a packet after the flush', concatBytes([FLUSH, KEEPALIVE]), 'after-flush'],
    ['a second flush', concatBytes([FLUSH, FLUSH]), 'after-flush'],
    ['what is no pkt-line', encodeUtf8('<html>'), 'bad-pkt-line'],
    ['length 3', encodeUtf8('0003'), 'bad-pkt-line'],
  ])('%s', (_, bytes, expected) => {
    expect(() => createSideBandReader().push(bytes)).toThrow(code(expected));
  });

  test.each([
    ['no flush', KEEPALIVE],
    ['nothing at all', new Uint8Array()],
    ['a cut packet', encodeUtf8('0009\u0001ab')],
  ])('an answer with %s', (_, bytes) => {
    const reader = createSideBandReader();
    reader.push(bytes);
    expect(() => reader.end()).toThrow(code('truncated'));
  });

  test('to go on after band 3, and says its words on one line', () => {
    const bytes = encodeBand(3, encodeUtf8('out of\u001b[2J disk\n'), 'side-band-64k');
    expect(() => createSideBandReader().push(bytes)).toThrow(
      expect.objectContaining({ code: 'remote-fatal', message: 'the server gave up: out of [2J disk' }),
    );
  });
});
