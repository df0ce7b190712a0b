import { isMixed } from './randomness.ts';

const BASE62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const DIGITS = 6;

/**
 * Whether the last six characters of a token are the checksum of those between its prefix (up to the first `_`)
 * and them: CRC-32 in base 62, zeros in front. GitHub's "Behind GitHub's new authentication token formats"; npm
 * does the same.
 */
export function endsInChecksum(token: string): boolean {
  const body = token.slice(token.indexOf('_') + 1);
  return body.length > DIGITS && body.slice(-DIGITS) === base62(crc32(body.slice(0, -DIGITS)));
}

/** What manuals print: one digit after the other, or hexadecimal digits alone, which base 62 never comes to. */
const PRINTED = /^[0-9a-fA-F]+$|12345678|abcdefgh/i;

/**
 * Whether a host may have issued the token: by its checksum, or because nobody would have typed it. A checksum that
 * fails proves little: tokens are cut, masked in part and made up for tests that look like leaks.
 */
export function mayBeIssued(token: string): boolean {
  const body = token.slice(token.indexOf('_') + 1);
  return endsInChecksum(token) || (isMixed(body) && !PRINTED.test(body));
}

/** ISO-HDLC, as in zlib; the text is ASCII. */
export function crc32(text: string): number {
  let crc = 0xffffffff;
  for (let index = 0; index < text.length; index += 1) {
    crc ^= text.charCodeAt(index);
    for (let bit = 0; bit < 8; bit += 1) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return (crc ^ 0xffffffff) >>> 0;
}

function base62(value: number): string {
  let digits = '';
  for (let rest = value; rest > 0; rest = Math.floor(rest / 62)) digits = BASE62.charAt(rest % 62) + digits;
  return digits.padStart(DIGITS, '0');
}
