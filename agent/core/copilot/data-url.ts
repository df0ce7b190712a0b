import { base64Of, bytesOfBase64 } from '../../../protocol/merkle/base64.ts';
import { MerkleError } from '../../../protocol/merkle/merkle-error.ts';
import { encodeUtf8 } from '../git/bytes.ts';
import { attachedText } from './attachment.ts';

/** A file in a text (RFC 2397). */
export interface DataUrl {
  /** All before the bytes: `data:text/plain;base64,`. */
  readonly head: string;
  /** What the bytes are as text; null for anything else, and for what is too long to be decoded. */
  readonly text: string | null;
}

const HEAD = /^data:[\w.+/;=-]{0,200};base64,/;
/** What stands as base64 in a prompt is small, or no text. */
const MAX_DECODED_CHARS = 4 * 1024 ** 2;

/** The file that a text is; null when it is none, or not spelt as one. */
export function readDataUrl(value: string): DataUrl | null {
  const [head] = HEAD.exec(value.slice(0, 256)) ?? [];
  if (head === undefined || !DIGITS.test(value.slice(head.length))) return null;
  const written = value.slice(head.length);
  if (written.length > MAX_DECODED_CHARS) return { head, text: null };
  try {
    return { head, text: attachedText(bytesOfBase64(written)) };
  } catch (fault) {
    if (fault instanceof MerkleError) return null;
    throw fault;
  }
}

const DIGITS = /^[A-Za-z0-9+/]+={0,2}$/;

/** The same file with another text. */
export function writeDataUrl({ head }: DataUrl, text: string): string {
  return head + base64Of(encodeUtf8(text));
}
