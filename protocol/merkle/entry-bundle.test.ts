import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatBundle, MAX_ENTRY_BYTES, readBundle } from './entry-bundle.ts';

const BUNDLE = formatBundle([Buffer.from('one'), new Uint8Array(), Buffer.alloc(300, 1)]);

test('the higher byte of a length is the first', () => {
  expect([...BUNDLE.subarray(0, 9)]).toEqual([0, 3, ...Buffer.from('one'), 0, 0, 1, 44]);
});

test('any entries read back', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 400 }), { maxLength: 20 }), (entries) => {
      const read = readBundle(formatBundle(entries), entries.length);
      expect(read.map((entry) => [...entry])).toEqual(entries.map((entry) => [...entry]));
    }),
  );
});

test('a bundle that was cut anywhere is refused', () => {
  for (let end = 0; end < BUNDLE.length; end++) {
    expect(() => readBundle(BUNDLE.subarray(0, end), 3)).toThrow(
      expect.objectContaining({ code: 'bad-bundle' }),
    );
  }
});

test.each([2, 4])('so is one of 3 entries where %d are expected', (count) => {
  expect(() => readBundle(BUNDLE, count)).toThrow(expect.objectContaining({ code: 'bad-bundle' }));
});

test('the longest entry has a length of two bytes', () => {
  const longest = new Uint8Array(MAX_ENTRY_BYTES);
  expect(readBundle(formatBundle([longest]), 1)[0]?.length).toBe(65_535);
  expect(() => formatBundle([new Uint8Array(MAX_ENTRY_BYTES + 1)])).toThrow(
    expect.objectContaining({ code: 'bad-bundle' }),
  );
});
