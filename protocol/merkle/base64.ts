import { MerkleError } from './merkle-error.ts';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const PADDING = '='.charCodeAt(0);
const DIGITS = Uint8Array.from(ALPHABET, (digit) => digit.charCodeAt(0));
const NO_DIGIT = 64;
/** What each character code up to that of the last digit is worth. */
const VALUES = new Uint8Array(128).fill(NO_DIGIT);
for (const [value, code] of DIGITS.entries()) VALUES[code] = value;

/** RFC 4648, 4: with padding. */
export function base64Of(bytes: Uint8Array): string {
  const codes = new Uint8Array(Math.ceil(bytes.length / 3) * 4);
  for (let from = 0, to = 0; from < bytes.length; from += 3, to += 4) {
    const bits = ((bytes[from] ?? 0) << 16) | ((bytes[from + 1] ?? 0) << 8) | (bytes[from + 2] ?? 0);
    for (let place = 0; place < 4; place += 1)
      codes[to + place] = DIGITS[(bits >> (18 - 6 * place)) & 63] ?? 0;
  }
  const missing = (3 - (bytes.length % 3)) % 3;
  codes.fill(PADDING, codes.length - missing);
  return new TextDecoder().decode(codes);
}

/** The bytes of a text that is spelt as `base64Of` spells them. Throws MerkleError `bad-base64` on any other. */
export function bytesOfBase64(text: string): Uint8Array {
  const padding = paddingOf(text);
  if (text.length % 4 !== 0) throw notBase64();
  const digits = text.length - padding;
  const bytes = new Uint8Array((text.length / 4) * 3 - padding);
  let bits = 0;
  let end = 0;
  for (let at = 0; at < digits; at += 1) {
    const value = VALUES[text.charCodeAt(at)] ?? NO_DIGIT;
    if (value === NO_DIGIT) throw notBase64();
    bits = ((bits << 6) | value) & 0xffffff;
    const place = at & 3;
    if (place > 0) bytes[end++] = bits >> (6 - 2 * place);
  }
  if (padding > 0 && (bits & (4 ** padding - 1)) !== 0) throw notBase64();
  return bytes;
}

function paddingOf(text: string): 0 | 1 | 2 {
  if (!text.endsWith('=')) return 0;
  return text.endsWith('==') ? 2 : 1;
}

function notBase64(): MerkleError {
  return new MerkleError('bad-base64', 'the text is not base64 in its one spelling');
}
