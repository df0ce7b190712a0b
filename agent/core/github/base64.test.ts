import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeBase64, encodeBase64 } from './base64.ts';

test('what is encoded is decoded, as Node does it', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      expect(encodeBase64(bytes).replaceAll('\n', '')).toBe(Buffer.from(bytes).toString('base64'));
      expect([...decodeBase64(encodeBase64(bytes))]).toEqual([...bytes]);
    }),
    { numRuns: 50 },
  );
});

test('lines may end anywhere', () => {
  expect(Buffer.from(decodeBase64('aGVs\r\nbG8\n=\n')).toString()).toBe('hello');
  expect(decodeBase64('')).toHaveLength(0);
});

test.each([
  ['the URL-safe alphabet', '_-8='],
  ['no padding', 'aGVsbG8'],
  ['padding in the middle', 'aGU=bGxv'],
  ['too much padding', 'aGVsbG8=='],
  ['a blank', 'aGVs bG8='],
  ['a tab', 'aGVs\tbG8='],
  ['another letter', 'aGVs*G8='],
  ['a NUL', 'aGVs\0G8='],
  ['a data URL', 'data:text/plain;base64,aGVs'],
  ['bits behind the end', 'aGVsbG9='],
  ['bits behind the end of one byte', 'aB=='],
])('%s is refused', (_name, text) => {
  expect(() => decodeBase64(text)).toThrow(expect.objectContaining({ code: 'body' }));
});
