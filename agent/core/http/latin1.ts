const PIECE = 4096;

/** Each byte as the character of its number, as heads of HTTP/1.1 are read. */
export function latin1(bytes: Uint8Array): string {
  let text = '';
  for (let from = 0; from < bytes.length; from += PIECE) {
    const piece = bytes.subarray(from, from + PIECE);
    text += String.fromCharCode.apply(null, piece as unknown as number[]);
  }
  return text;
}
