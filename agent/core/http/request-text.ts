import type { RawHeaders } from './headers.ts';

const TOKEN = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
const TARGET = /^[\x21-\x7e\x80-\xff]+$/;
const VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;

/**
 * The head of a request as HTTP/1.1 sends it, in Latin-1 (RFC 9112, 3 and 5). Throws RangeError rather than write
 * what would end a line early or say something else to another reader.
 */
export function requestText(method: string, target: string, headers: RawHeaders): string {
  if (!TOKEN.test(method)) throw new RangeError('a method that is no token');
  if (!TARGET.test(target))
    throw new RangeError('a request target with a character that may not stand there');
  return `${method} ${target} HTTP/1.1\r\n${fieldLines(headers)}\r\n`;
}

/** Each field on its line. Throws RangeError like `requestText`. */
export function fieldLines(headers: RawHeaders): string {
  let text = '';
  for (let index = 0; index + 1 < headers.length; index += 2) {
    const name = headers[index] ?? '';
    const value = headers[index + 1] ?? '';
    if (!TOKEN.test(name)) throw new RangeError('a field name that is no token');
    if (!VALUE.test(value)) throw new RangeError('a field value with a character that may not stand there');
    text += `${name}: ${value}\r\n`;
  }
  return text;
}
