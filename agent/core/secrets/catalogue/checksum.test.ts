import { expect, test } from 'vitest';
import { crc32, endsInChecksum } from './checksum.ts';

test('the checksum is the one of zlib', () => {
  expect(crc32('123456789')).toBe(0xcbf43926);
  expect(crc32('')).toBe(0);
});

/** The body is thirty `a`, which no host would ever issue. */
const WHOLE = `ghp_${'a'.repeat(30)}`;

test.each([
  ['the checksum of the body', `${WHOLE}1yLcDB`, true],
  ['another checksum', `${WHOLE}1yLcDC`, false],
  ['the checksum of another body', `ghp_b${'a'.repeat(29)}1yLcDB`, false],
  ['nothing but a checksum', 'ghp_000000', false],
  ['nothing', '', false],
])('%s', (_, token, expected) => {
  expect(endsInChecksum(token)).toBe(expected);
});
