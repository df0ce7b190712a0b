import fc from 'fast-check';
import { expect, test } from 'vitest';
import { base64Of, bytesOfBase64 } from './base64.ts';

test('any bytes are spelt as the platform spells them, and read back', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
      const text = base64Of(bytes);
      expect(text).toBe(Buffer.from(bytes).toString('base64'));
      expect([...bytesOfBase64(text)]).toEqual([...bytes]);
    }),
  );
});

test.each(['A', 'AA', 'AAA', 'AA=', 'AB==', 'AAB=', 'AA-_', 'AA A', 'AAAA\n', '====', 'AAAA='])(
  '%j is refused',
  (text) => {
    expect(() => bytesOfBase64(text)).toThrow(expect.objectContaining({ code: 'bad-base64' }));
  },
);
