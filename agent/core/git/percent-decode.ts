const MAX_ROUNDS = 8;
const ESCAPE = /%(?:u([0-9a-f]{4})|([0-9a-f]{2}))/gi;
/** Lead byte and continuation bytes, overlong forms included, one character a byte. */
const SEQUENCE = /[\xc0-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf7][\x80-\xbf]{3}/g;
const LEAD_BITS: Readonly<Record<number, number>> = { 2: 0x1f, 3: 0x0f, 4: 0x07 };
const MAX_CODE_POINT = 0x10_ffff;

/**
 * What the most willing server could read in `text`: escapes taken away until none is left, `%uXXXX` and
 * overlong UTF-8 among them. Null when the text is escaped more often than anybody would.
 */
export function decodeFully(text: string): string | null {
  let current = text;
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    const next = decodeUtf8Loosely(decodeOnce(current));
    if (next === current) return current;
    current = next;
  }
  return null;
}

function decodeOnce(text: string): string {
  return text.replace(ESCAPE, (_, wide: string | undefined, byte: string | undefined) =>
    String.fromCharCode(Number(`0x${wide ?? byte}`)),
  );
}

function decodeUtf8Loosely(text: string): string {
  return text.replace(SEQUENCE, (sequence) => {
    const lead = sequence.charCodeAt(0) & (LEAD_BITS[sequence.length] ?? 0);
    let code = lead;
    for (const byte of sequence.slice(1)) code = code * 64 + (byte.charCodeAt(0) & 0x3f);
    return code > MAX_CODE_POINT ? sequence : String.fromCodePoint(code);
  });
}
