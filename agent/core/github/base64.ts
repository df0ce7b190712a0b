import { GithubError } from './github-error.ts';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const VALUES = new Map(Array.from(ALPHABET, (letter, value) => [letter.charCodeAt(0), value]));
const LINE_ENDS = /[\r\n]/g;
const STRICT = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/**
 * The bytes of a content in base64 (RFC 4648, section 4), line ends left out as clients wrap it. Throws GithubError
 * `body` for everything that one decoder reads and another does not: the URL-safe alphabet, blanks, missing padding,
 * bits behind the end.
 */
export function decodeBase64(text: string): Uint8Array {
  const plain = text.replaceAll(LINE_ENDS, '');
  if (!STRICT.test(plain)) {
    throw new GithubError('body', 'a content is no base64 as every server reads it', {
      hint: 'encode it by RFC 4648, section 4, with its padding',
    });
  }
  const padding = plain.endsWith('==') ? 2 : plain.endsWith('=') ? 1 : 0;
  const bytes = new Uint8Array((plain.length / 4) * 3 - padding);
  let at = 0;
  let bits = 0;
  for (let from = 0; from < plain.length; from += 4) {
    bits = 0;
    for (let index = 0; index < 4; index += 1)
      bits = bits * 64 + (VALUES.get(plain.charCodeAt(from + index)) ?? 0);
    for (const shift of [16, 8, 0]) if (at < bytes.length) bytes[at++] = (bits >> shift) & 0xff;
  }
  const unused = padding === 2 ? 0xffff : padding === 1 ? 0xff : 0;
  if ((bits & unused) !== 0) throw new GithubError('body', 'a content in base64 has bits behind its end');
  return bytes;
}

/** As GitHub writes it: a line end after every sixty characters. */
export function encodeBase64(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += 3) {
    const [a = 0, b = 0, c = 0] = bytes.subarray(at, at + 3);
    const bits = a * 65_536 + b * 256 + c;
    const left = bytes.length - at;
    text += ALPHABET[bits >> 18] ?? '';
    text += ALPHABET[(bits >> 12) & 63] ?? '';
    text += left > 1 ? (ALPHABET[(bits >> 6) & 63] ?? '') : '=';
    text += left > 2 ? (ALPHABET[bits & 63] ?? '') : '=';
  }
  return text.replaceAll(/.{1,60}/g, '$&\n');
}
