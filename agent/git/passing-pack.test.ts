import { randomBytes } from 'node:crypto';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { madePack, type PackedObject } from '../../test/support/made-pack.ts';
import { PassingPack } from './passing-pack.ts';

const LARGEST = 1024 * 1024;
const text = (kind: PackedObject['kind'], content: string): PackedObject => ({
  kind,
  bytes: Buffer.from(content),
});

/** What is read of the pack, given in these pieces. */
function read(
  pieces: readonly Buffer[],
  { format = 'sha1' as 'sha1' | 'sha256', stopAt = 'nothing' } = {},
): readonly string[] {
  const objects: string[] = [];
  const pack = new PassingPack(format, (kind, bytes) => {
    const content = bytes.length > 100 ? `${bytes.length} bytes` : Buffer.from(bytes).toString();
    return objects.push(`${kind} ${content}`) > 0 && content === stopAt ? 'stop' : 'go-on';
  });
  for (const piece of pieces) pack.push(piece);
  pack.end();
  return objects;
}

const ONE_OF_EACH = [
  text('commit', 'one'),
  text('tag', 'two'),
  text('tree', ''),
  text('offset-delta', 'three'),
  text('id-delta', 'four'),
  text('blob', 'five'),
  { kind: 'blob', bytes: randomBytes(100_000) },
  text('blob', 'six'),
] as const;
const READ = ['commit one', 'tag two', 'tree ', 'blob five', 'blob 100000 bytes', 'blob six'];

describe('a pack', () => {
  test.each([
    ['sha1', 20],
    ['sha256', 32],
  ] as const)('of %s is read but for its deltas', (format, idBytes) => {
    expect(read([madePack(ONE_OF_EACH, idBytes)], { format })).toEqual(READ);
  });

  test('is read the same however it is cut', () => {
    const pack = madePack(ONE_OF_EACH);
    fc.assert(
      fc.property(fc.array(fc.nat(pack.length), { maxLength: 20 }), (cuts) => {
        const places = [0, ...cuts.toSorted((a, b) => a - b), pack.length];
        const pieces = places.slice(1).map((end, index) => pack.subarray(places[index], end));
        expect(read(pieces)).toEqual(READ);
      }),
    );
  });

  test('is read byte by byte', () => {
    const pack = madePack(ONE_OF_EACH.slice(0, 6));
    expect(read(Array.from(pack, (byte) => Buffer.from([byte])))).toEqual(READ.slice(0, 4));
  });

  test('is read to its end with objects of the largest size, which hardly compress', () => {
    const objects = Array.from({ length: 4 }, () => ({ kind: 'blob', bytes: randomBytes(LARGEST) }) as const);
    expect(read([madePack([...objects, text('blob', 'last')])])).toEqual([
      ...objects.map(() => `blob ${LARGEST} bytes`),
      'blob last',
    ]);
  });
});

test('what is left unread is a pack of the rest, wherever the first one stops', () => {
  const pack = madePack(ONE_OF_EACH);
  fc.assert(
    fc.property(fc.integer({ min: 12, max: pack.length }), (cut) => {
      const objects: string[] = [];
      const first = new PassingPack('sha1', (kind, bytes) => {
        objects.push(
          `${kind} ${bytes.length > 100 ? `${bytes.length} bytes` : Buffer.from(bytes).toString()}`,
        );
        return 'go-on';
      });
      first.push(pack.subarray(0, cut));
      const rest = Buffer.concat([first.rest(), pack.subarray(cut)]);
      expect([...objects, ...read([rest])]).toEqual(READ);
      expect(first.isReading).toBe(false);
    }),
  );
});

const FIRST = text('blob', 'first');
const LAST = text('blob', 'last');

describe('the reading ends, without a word,', () => {
  test.each<[string, Buffer, readonly string[]]>([
    ['at no pack', Buffer.from('no pack at all'), []],
    ['at nothing', Buffer.alloc(0), []],
    ['at what is cut off', madePack([FIRST, LAST]).subarray(0, -30), ['blob first']],
    [
      'at an object above the largest size',
      madePack([FIRST, { kind: 'blob', bytes: Buffer.alloc(LARGEST + 1) }, LAST]),
      ['blob first'],
    ],
    ['at an object with more bytes than it says', madePack([FIRST, { ...LAST, size: 3 }]), ['blob first']],
    ['at an object with fewer bytes than it says', madePack([FIRST, { ...LAST, size: 5 }]), ['blob first']],
    ['at bytes that are none', garbled(madePack([FIRST, LAST])), ['blob first']],
    ['behind the last object', Buffer.concat([madePack([FIRST]), madePack([LAST])]), ['blob first']],
  ])('%s', (_name, pack, expected) => {
    expect(read([pack])).toEqual(expected);
  });

  test('where it is told to', () => {
    expect(read([madePack([FIRST, LAST])], { stopAt: 'first' })).toEqual(['blob first']);
  });
});

/** With another byte where the last object's compressed bytes begin. */
function garbled(pack: Buffer): Buffer {
  const start = pack.lastIndexOf(Buffer.from([0x78, 0x9c]));
  pack[start] = 0xff;
  return pack;
}
