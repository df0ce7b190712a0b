export type QuotedPathErrorCode = 'unterminated-quote' | 'unknown-escape' | 'unquoted-byte';

/** A path name that Git would not have printed so. */
export class QuotedPathError extends Error {
  readonly code: QuotedPathErrorCode;

  constructor(code: QuotedPathErrorCode, message: string) {
    super(message);
    this.name = 'QuotedPathError';
    this.code = code;
  }
}

const ESCAPES: ReadonlyMap<number, number> = new Map(
  Object.entries({ a: 7, b: 8, t: 9, n: 10, v: 11, f: 12, r: 13, '"': 34, '\\': 92 }).map(
    ([letter, byte]) => [letter.charCodeAt(0), byte] as const,
  ),
);
const DECODER = new TextDecoder('utf-8', { ignoreBOM: true });
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
/** Printable ASCII but the two above. */
const PLAIN = /^[ !#-[\]-~]*$/;

/**
 * The path that Git printed with `core.quotePath=true` (git-config, "core.quotePath"): bare when every byte is
 * plain ASCII, else in double quotes with C escapes. `text` holds one character a byte.
 * Bytes that are UTF-8 are decoded, any other byte is written `\xhh`.
 */
export function readQuotedPath(text: string): string {
  if (text.startsWith('"')) return displayPath(unquote(text));
  if (PLAIN.test(text)) return text;
  throw new QuotedPathError('unquoted-byte', 'path name without quotes holds a byte that needs them');
}

/** UTF-8 where the bytes are UTF-8, else every byte above ASCII that belongs to no valid sequence as `\xhh`. */
export function displayPath(bytes: Uint8Array): string {
  let out = '';
  let at = 0;
  while (at < bytes.length) {
    const length = sequenceLength(bytes, at);
    const piece = bytes.subarray(at, at + Math.max(length, 1));
    out += length === 0 ? `\\x${(bytes[at] ?? 0).toString(16).padStart(2, '0')}` : DECODER.decode(piece);
    at += piece.length;
  }
  return out;
}

/** Length of the UTF-8 sequence that starts at `at`, 0 when there is none (RFC 3629, section 4). */
function sequenceLength(bytes: Uint8Array, at: number): number {
  const first = bytes[at] ?? 0;
  if (first < 0x80) return 1;
  if (first < 0xc2 || first > 0xf4) return 0;
  const length = first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
  const second = bytes[at + 1] ?? 0;
  if (second < lowestSecond(first) || second > highestSecond(first)) return 0;
  for (let i = at + 2; i < at + length; i++) {
    if (((bytes[i] ?? 0) & 0xc0) !== 0x80) return 0;
  }
  return length;
}

function lowestSecond(first: number): number {
  return first === 0xe0 ? 0xa0 : first === 0xf0 ? 0x90 : 0x80;
}

function highestSecond(first: number): number {
  return first === 0xed ? 0x9f : first === 0xf4 ? 0x8f : 0xbf;
}

function unquote(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length);
  let length = 0;
  let at = 1;
  for (;;) {
    const byte = text.charCodeAt(at);
    if (Number.isNaN(byte)) throw new QuotedPathError('unterminated-quote', 'quoted path name has no end');
    if (byte === QUOTE) break;
    const read = byte === BACKSLASH ? readEscape(text, at + 1) : { byte, next: at + 1 };
    bytes[length++] = read.byte;
    at = read.next;
  }
  if (at !== text.length - 1)
    throw new QuotedPathError('unterminated-quote', 'text follows a quoted path name');
  return bytes.subarray(0, length);
}

function readEscape(text: string, at: number): { byte: number; next: number } {
  const simple = ESCAPES.get(text.charCodeAt(at));
  if (simple !== undefined) return { byte: simple, next: at + 1 };
  const octal = text.slice(at, at + 3);
  if (!/^[0-3][0-7]{2}$/.test(octal)) {
    throw new QuotedPathError('unknown-escape', 'quoted path name holds an escape Git does not write');
  }
  return { byte: Number(`0o${octal}`), next: at + 3 };
}
