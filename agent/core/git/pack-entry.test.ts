import { expect, test } from 'vitest';
import { MAX_ENTRY_HEADER_BYTES, packHeader, readPackEntry, readPackHeader } from './pack-entry.ts';

const PACK = [0x50, 0x41, 0x43, 0x4b];

test.each<[string, readonly number[], number | null]>([
  ['of version 2', [...PACK, 0, 0, 0, 2, 0, 0, 1, 4], 260],
  ['of version 3', [...PACK, 0, 0, 0, 3, 0, 0, 0, 0], 0],
  ['of more objects than fit into 31 bits', [...PACK, 0, 0, 0, 2, 0xff, 0, 0, 0], 0xff000000],
  ['of a version that is not known', [...PACK, 0, 0, 0, 4, 0, 0, 0, 1], null],
  ['of something else', [0x44, 0x49, 0x52, 0x43, 0, 0, 0, 2, 0, 0, 0, 1], null],
  ['that is cut off', [...PACK, 0, 0, 0, 2, 0, 0, 1], null],
])('the header %s', (_name, bytes, objects) => {
  expect(readPackHeader(Uint8Array.from(bytes))).toBe(objects);
});

test.each([0, 260, 0xff000000])('the header of a pack of %i objects is read as it was written', (objects) => {
  expect(readPackHeader(packHeader(objects))).toBe(objects);
});

const ID = Array.from({ length: 20 }, () => 0xff);
const LONG_ID = Array.from({ length: 32 }, () => 0xff);

test.each<[string, readonly number[], ReturnType<typeof readPackEntry>]>([
  ['a commit', [0x1f], { kind: 'commit', size: 15, dataAt: 3 }],
  ['a tree', [0x20], { kind: 'tree', size: 0, dataAt: 3 }],
  ['a blob of more bytes', [0xb5, 0x81, 0x01], { kind: 'blob', size: 5 + 16 + 2048, dataAt: 5 }],
  ['a tag', [0x41], { kind: 'tag', size: 1, dataAt: 3 }],
  ['a delta by its distance', [0x61, 0x80, 0x7f], { kind: 'delta', size: 1, dataAt: 5 }],
  ['a delta by its id', [0x71, ...ID], { kind: 'delta', size: 1, dataAt: 23 }],
  ['a size beyond 32 bits', [0xb0, ...repeated(0x80, 4), 0x01], { kind: 'blob', size: 2 ** 32, dataAt: 8 }],
  ['no type', [0x01], null],
  ['the type that means nothing', [0x51], null],
  ['a size that is cut off', [0xb5, 0x81], null],
  ['a size that no number holds', [0xb0, ...repeated(0xff, 7), 0x7f], null],
  ['a size without end', [0xb0, ...repeated(0x80, MAX_ENTRY_HEADER_BYTES), 0x01], null],
  ['a distance that is cut off', [0x61, 0x80], null],
  ['an id that is cut off', [0x71, ...ID.slice(1)], null],
])('what stands before %s', (_name, bytes, entry) => {
  expect(readPackEntry(Uint8Array.from([0, 0, ...bytes]), 2, 20)).toEqual(entry);
});

test('the id of a base is as long as all ids of the pack', () => {
  const entry = { kind: 'delta', size: 1, dataAt: 33 };
  expect(readPackEntry(Uint8Array.from([0x71, ...LONG_ID]), 0, 32)).toEqual(entry);
});

function repeated(byte: number, times: number): readonly number[] {
  return Array.from({ length: times }, () => byte);
}
