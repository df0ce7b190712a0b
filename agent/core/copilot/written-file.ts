import { base64Of, bytesOfBase64 } from '../../../protocol/merkle/base64.ts';
import { MerkleError } from '../../../protocol/merkle/merkle-error.ts';
import { encodeUtf8 } from '../git/bytes.ts';
import { attachedText } from './attachment.ts';

/** A file that is written into a text in base64. */
export interface WrittenFile {
  /** All before the bytes: `data:text/plain;base64,`; empty where they stand alone. */
  readonly head: string;
  /** What the bytes are as text; null for anything else, and for what is too long to be decoded. */
  readonly text: string | null;
}

/** What stands before a comma in a data URL is short, and may be written in capitals (RFC 2397). */
const HEAD = /^data:[^,]{0,1000};base64,/i;
const DATA_URL = /^data:[\w.+-]+\/[\w.+-]+[;,]/i;
const MAX_HEAD = 1024;
/** What stands as base64 in a prompt is small, or no text. */
const MAX_DECODED_CHARS = 4 * 1024 ** 2;

/** The file that a data URL is; null for any other text, and for one that is neither text nor spelt strictly. */
export function readDataUrl(value: string): WrittenFile | null {
  const [head] = HEAD.exec(value.slice(0, MAX_HEAD)) ?? [];
  return head === undefined ? null : fileIn(head, value.slice(head.length), LAX_DIGITS);
}

/** The file that a text is in base64 alone; null for what is neither text nor spelt strictly. */
export function readBareFile(value: string): WrittenFile | null {
  return fileIn('', value, DIGITS_OF_URLS);
}

/** Whether a text is a data URL, whatever its file is written in. */
export function isDataUrl(value: string): boolean {
  return DATA_URL.test(value.slice(0, MAX_HEAD));
}

/** The same file with another text. */
export function writeFile({ head }: WrittenFile, text: string): string {
  return head + base64Of(encodeUtf8(text));
}

const DIGITS = /^[A-Za-z0-9+/]+={0,2}$/;
/** What decoders take besides: the alphabet of URLs and no padding (RFC 4648, 3 and 5), and lines. */
const DIGITS_OF_URLS = /^[\w+/-]+={0,2}$/;
const LAX_DIGITS = /^[\w+/\s-]+={0,2}\s*$/;

/** A text that somebody may still mean to be read is not taken for bytes: those that are no text are in digits alone. */
function fileIn(head: string, written: string, taken: RegExp): WrittenFile | null {
  if (written.length > MAX_DECODED_CHARS) return DIGITS.test(written) ? { head, text: null } : null;
  const bytes = taken.test(written) ? bytesOf(written) : null;
  if (bytes === null) return null;
  const text = attachedText(bytes);
  return text !== null || DIGITS.test(written) ? { head, text } : null;
}

function bytesOf(written: string): Uint8Array | null {
  const digits = written
    .replace(/[\s=]+/g, '')
    .replaceAll('-', '+')
    .replaceAll('_', '/');
  try {
    return bytesOfBase64(digits.padEnd(Math.ceil(digits.length / 4) * 4, '='));
  } catch (fault) {
    if (fault instanceof MerkleError) return null;
    throw fault;
  }
}
