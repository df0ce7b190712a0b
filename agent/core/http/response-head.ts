import type { RawHeaders } from './headers.ts';

/** Status line and fields of an answer (RFC 9112, 4 and 5). */
export interface ResponseHead {
  /** Of the server: what is below 1.1 ends with its connection. */
  readonly isHttp11: boolean;
  readonly status: number;
  /** Empty where it holds what no reason phrase may: nothing depends on it. */
  readonly statusMessage: string;
  readonly rawHeaders: RawHeaders;
}

const STATUS_LINE = /^HTTP\/(1\.1|1\.0|2\.0) ([0-9]{3})(?: ([^\r\n\0]*))?$/;
const REASON = /^[\t\x20-\x7e\x80-\xff]*$/;
const NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
const VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;

/** `text`: the head in Latin-1, without the empty line that ends it. Null when it can be read in more than one way. */
export function parseResponseHead(text: string): ResponseHead | null {
  const lineEnd = text.indexOf('\r\n');
  const match = STATUS_LINE.exec(lineEnd === -1 ? text : text.slice(0, lineEnd));
  if (match === null) return null;
  const rawHeaders = lineEnd === -1 ? [] : parseFields(text.slice(lineEnd + 2));
  if (rawHeaders === null) return null;
  const [, version, status, phrase = ''] = match;
  return {
    isHttp11: version === '1.1',
    status: Number(status),
    statusMessage: REASON.test(phrase) ? phrase : '',
    rawHeaders,
  };
}

/**
 * Fields of a head or of trailers, each on its line, the last one without its line end. Null for anything that two
 * readers could take differently: folded lines, bare line ends, a space before the colon, control characters.
 */
export function parseFields(text: string): string[] | null {
  const fields: string[] = [];
  for (let from = 0; from <= text.length; ) {
    const found = text.indexOf('\r\n', from);
    const end = found === -1 ? text.length : found;
    const colon = text.indexOf(':', from);
    if (colon === -1 || colon >= end) return null;
    const name = text.slice(from, colon);
    const value = trimmed(text, colon + 1, end);
    if (!NAME.test(name) || !VALUE.test(value)) return null;
    fields.push(name, value);
    from = end + 2;
  }
  return fields;
}

function trimmed(text: string, from: number, to: number): string {
  let [start, end] = [from, to];
  while (start < end && isBlank(text.charCodeAt(start))) start += 1;
  while (end > start && isBlank(text.charCodeAt(end - 1))) end -= 1;
  return text.slice(start, end);
}

function isBlank(code: number): boolean {
  return code === 0x20 || code === 0x09;
}
