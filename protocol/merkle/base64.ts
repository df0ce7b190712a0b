import { MerkleError } from './merkle-error.ts';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const VALUES: ReadonlyMap<string, number> = new Map(ALPHABET.split('').map((digit, value) => [digit, value]));

/** RFC 4648, 4: with padding. */
export function base64Of(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += 3) {
    const group = [...bytes.subarray(at, at + 3)];
    const bits = group.reduce((sum, byte, place) => sum + byte * 256 ** (2 - place), 0);
    const digits = [18, 12, 6, 0].map((shift) => ALPHABET.charAt((bits >> shift) & 63));
    text += digits
      .slice(0, group.length + 1)
      .join('')
      .padEnd(4, '=');
  }
  return text;
}

/** The bytes of a text that is spelt as `base64Of` spells them. Throws MerkleError `bad-base64` on any other. */
export function bytesOfBase64(text: string): Uint8Array {
  const digits = text.replace(/={1,2}$/, '');
  const bytes = new Uint8Array(Math.floor((digits.length * 3) / 4));
  let [bits, count, end] = [0, 0, 0];
  for (const digit of digits) {
    const value = VALUES.get(digit);
    if (value === undefined) throw notBase64();
    [bits, count] = [((bits << 6) | value) & 0xfff, count + 6];
    if (count >= 8) {
      count -= 8;
      bytes[end++] = (bits >> count) & 255;
    }
  }
  if (base64Of(bytes) !== text) throw notBase64();
  return bytes;
}

function notBase64(): MerkleError {
  return new MerkleError('bad-base64', 'the text is not base64 in its one spelling');
}
