import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { AsciiUnits } from './ascii-units.ts';
import { buildOpenings } from './openings.ts';

const units = new AsciiUnits();

test.each([
  ['passes over what begins none', 'xyz xyz keyword', 8],
  ['in any case', 'xyz KEYWORD', 4],
  ['stops at a word of two characters, whatever follows', 'x é pwé', 4],
  ['stops before the last three characters, which say too little', 'xyzxyz', 3],
  ['passes over three characters that go on otherwise', 'keyxkeyx-------', 12],
  ['stops at the end of a short text', 'x', 0],
])('%s', (_, text, expected) => {
  expect(buildOpenings(['keyword', 'pw']).next(units.of(text), 0)).toBe(expected);
});

test('never passes over the beginning of a word', () => {
  const unit = fc.constantFrom('a', 'B', 'b', '-', '7', 'é', '\u2603');
  const words = fc.array(
    fc.string({ unit: fc.constantFrom('a', 'b', '-', '7'), minLength: 1, maxLength: 5 }),
    {
      minLength: 1,
      maxLength: 5,
    },
  );
  fc.assert(
    fc.property(words, fc.string({ unit, maxLength: 40 }), fc.nat(10), (list, text, from) => {
      const at = buildOpenings(list).next(units.of(text), Math.min(from, text.length));
      const begins = list.map((word) => text.toLowerCase().indexOf(word, from)).filter((place) => place >= 0);
      expect(at <= Math.min(...begins, text.length)).toBe(true);
    }),
  );
});
