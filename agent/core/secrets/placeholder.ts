/**
 * What stands for a secret: `CSG_`, a label, `_`, and a code in Crockford's base 32. Models repeat `[A-Z0-9_]`
 * unchanged; they escape or rewrite anything else.
 */
export const PLACEHOLDER_PREFIX = 'CSG_';
/** Of a value that the session knows, found for its own sake: in another form, or with nothing that tells it. */
export const KNOWN_LABEL = 'KNOWN';
export const MIN_CODE = 8;
export const MAX_CODE = 24;

const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const ANY = /CSG_[A-Z0-9]{2,8}_[0-9A-HJKMNP-TV-Z]{8}/;

/** Whether something in the text has the form of a placeholder, of this session or another. */
export function holdsPlaceholder(text: string): boolean {
  return ANY.test(text);
}

/** All in the text that has the form of a placeholder with a code of the usual length, each once. */
export function placeholdersIn(text: string): ReadonlySet<string> {
  return new Set(text.match(new RegExp(ANY, 'g')));
}

/** The first `length` digits of the bytes, five bits each; `length` at most what the bytes can give. */
export function base32(bytes: Uint8Array, length: number): string {
  let digits = '';
  for (let bit = 0; digits.length < length; bit += 5) {
    const high = bytes[bit >> 3] ?? 0;
    const low = bytes[(bit >> 3) + 1] ?? 0;
    digits += ALPHABET[(((high << 8) | low) >> (11 - (bit & 7))) & 31] ?? '';
  }
  return digits;
}
