const ESCAPE = /\\(?:u([0-9a-fA-F]{4})|.)/gsu;

/**
 * JSON text with every escaped character that needs no escape written plainly, so that a word is found however it
 * is spelt: `p\u0061ss` becomes `pass`. Everything else, doubled keys and what is no JSON at all, stays.
 */
export function plainJson(text: string): string {
  if (!text.includes('\\')) return text;
  return text.replaceAll(ESCAPE, (written: string, hex: string | undefined) => {
    if (written === '\\/') return '/';
    if (hex === undefined) return written;
    const plain = String.fromCharCode(Number.parseInt(hex, 16));
    return /[\p{Cc}"\\]/u.test(plain) ? written : plain;
  });
}
