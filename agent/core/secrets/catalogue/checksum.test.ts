import { expect, test } from 'vitest';
import { crc32, endsInChecksum, mayBeIssued } from './checksum.ts';

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

test.each([
  ['the checksum of its body', `${WHOLE}1yLcDB`, true],
  ['no checksum, and nothing that anybody would type', `ghp_${'kQ2mW9vB4nR8sL3yH6dF1gJ5tZ0pX7cA2eU4'}`, true],
  ['hexadecimal digits, as a manual prints them', 'ghp_16C7e42F292c6912E7710c838347Ae178B4a', false],
  ['one digit after the other', 'ghp_1234567890abcdefghijklmnopqrstuvwxyz', false],
  ['one letter over and over', `ghp_${'x'.repeat(36)}`, false],
])('a token with %s may be issued: %s', (_, token, expected) => {
  expect(mayBeIssued(token)).toBe(expected);
});
