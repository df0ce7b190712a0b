import { encodeUtf8 } from './bytes.ts';

/** One frame of the Git wire protocol (gitprotocol-common, "pkt-line Format"; gitprotocol-v2, "Packet-Line Framing"). */
export type PktLine =
  | { readonly kind: 'data'; readonly payload: Uint8Array }
  | { readonly kind: 'flush' }
  | { readonly kind: 'delim' }
  | { readonly kind: 'response-end' };

/** A frame together with the bytes it came as. */
export interface FramedLine {
  readonly line: PktLine;
  readonly bytes: Uint8Array;
}

export type PktLineErrorCode = 'bad-length' | 'reserved-length' | 'too-long' | 'incomplete';

export class PktLineError extends Error {
  readonly code: PktLineErrorCode;

  constructor(code: PktLineErrorCode, message: string) {
    super(message);
    this.name = 'PktLineError';
    this.code = code;
  }
}

/** The longest frame, its four length digits included. */
export const MAX_PKT_LINE = 65_520;
export const MAX_PAYLOAD = MAX_PKT_LINE - 4;

export const FLUSH: Uint8Array = encodeUtf8('0000');

const LENGTH_DIGITS = 4;

/**
 * Reads the pkt-line at `offset` and says where the next one starts. `payload` is a view of `bytes`.
 * Throws PktLineError on anything Git would not send, and `incomplete` when the line is cut.
 */
export function readPktLine(
  bytes: Uint8Array,
  offset: number,
): { readonly line: PktLine; readonly next: number } {
  const found = findPktLine(bytes, offset, MAX_PKT_LINE);
  if (found === null) throw new PktLineError('incomplete', `the pkt-line at byte ${offset} is cut off`);
  return found;
}

/** Like `readPktLine` for a stream: null when the line has not arrived in full. */
export function findPktLine(
  bytes: Uint8Array,
  offset: number,
  maxLength: number,
): { readonly line: PktLine; readonly next: number } | null {
  const length = readLength(bytes, offset);
  if (length === null) return null;
  const { special } = length;
  if (special !== null) return { line: special, next: offset + LENGTH_DIGITS };
  if (length.value > Math.min(maxLength, MAX_PKT_LINE)) {
    throw new PktLineError('too-long', `a pkt-line of ${length.value} bytes is longer than allowed`);
  }
  const next = offset + length.value;
  if (next > bytes.length) return null;
  return { line: { kind: 'data', payload: bytes.subarray(offset + LENGTH_DIGITS, next) }, next };
}

/** `payload` as a data line. Throws `too-long` for more than `MAX_PAYLOAD` bytes. */
export function encodePktLine(payload: Uint8Array): Uint8Array {
  const length = payload.length + LENGTH_DIGITS;
  if (length > MAX_PKT_LINE) {
    throw new PktLineError('too-long', `${payload.length} bytes do not fit into one pkt-line`);
  }
  const line = new Uint8Array(length);
  line.set(encodeUtf8(length.toString(16).padStart(LENGTH_DIGITS, '0')));
  line.set(payload, LENGTH_DIGITS);
  return line;
}

type Length = { readonly special: PktLine } | { readonly special: null; readonly value: number };

/** Null when fewer than four digits are there and those that are could still become a length. */
function readLength(bytes: Uint8Array, offset: number): Length | null {
  const digits = bytes.subarray(offset, offset + LENGTH_DIGITS);
  let value = 0;
  for (const byte of digits) value = value * 16 + hexDigit(byte);
  if (digits.length < LENGTH_DIGITS) return null;
  switch (value) {
    case 0:
      return { special: { kind: 'flush' } };
    case 1:
      return { special: { kind: 'delim' } };
    case 2:
      return { special: { kind: 'response-end' } };
    case 3:
      throw new PktLineError('reserved-length', 'pkt-line length 0003 means nothing');
    default:
      return { special: null, value };
  }
}

function hexDigit(byte: number): number {
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30;
  if (byte >= 0x61 && byte <= 0x66) return byte - 0x61 + 10;
  if (byte >= 0x41 && byte <= 0x46) return byte - 0x41 + 10;
  throw new PktLineError('bad-length', 'a pkt-line begins with four hexadecimal digits');
}
