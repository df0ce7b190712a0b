const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** One character a byte; null when it is not Base64 of either alphabet. */
export function decodeBase64(text: string): string | null {
  const digits = text.replaceAll('-', '+').replaceAll('_', '/').replace(/=+$/, '');
  let plain = '';
  let bits = 0;
  let value = 0;
  for (const digit of digits) {
    const index = DIGITS.indexOf(digit);
    if (index < 0) return null;
    value = ((value << 6) | index) & 0xffff;
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    plain += String.fromCharCode((value >> bits) & 0xff);
  }
  return plain;
}
