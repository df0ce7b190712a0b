import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { AsciiUnits } from './ascii-units.ts';

/** A lone surrogate among them, which has no UTF-8. */
const unit = fc.constantFrom('a', '\0', '\x7f', '\x80', 'é', '\u2603', '\ud83d', '\u{1f600}');

test('each character is a byte, and what is above ASCII none of it', () => {
  const units = new AsciiUnits();
  fc.assert(
    fc.property(fc.string({ unit }), (text) => {
      const expected = text.split('').map((each) => Math.min(each.charCodeAt(0), 0x80));
      expect([...units.of(text)]).toEqual(expected);
    }),
  );
});

test.each([65_536, 65_537, 200_000])(
  'a text of %i characters is read whole, and so is the next',
  (length) => {
    const units = new AsciiUnits();
    expect(units.of('x'.repeat(length)).every((byte) => byte === 0x78)).toBe(true);
    expect(units.of(`${'y'.repeat(length - 1)}é`).at(-1)).toBe(0x80);
    expect([...units.of('short')]).toEqual([...Buffer.from('short')]);
  },
);
