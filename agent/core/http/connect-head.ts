import { headerValue, type RawHeaders } from './headers.ts';
import { parseFields } from './response-head.ts';

/** What a CONNECT says (RFC 9110, 9.3.6). */
export interface ConnectHead {
  /** As sent: `parseConnectTarget` tells what it means. */
  readonly target: string;
  readonly rawHeaders: RawHeaders;
}

const REQUEST_LINE = /^CONNECT ([\x21-\x7e]+) HTTP\/1\.1$/;

/**
 * Reads a CONNECT as every client sends it. `text`: the head in Latin-1, without the empty line that ends it. Null for
 * any other request, for one that announces a body, and for what two readers could take differently.
 */
export function parseConnectHead(text: string): ConnectHead | null {
  const lineEnd = text.indexOf('\r\n');
  const [, target] = REQUEST_LINE.exec(text.slice(0, lineEnd)) ?? [];
  const rawHeaders = lineEnd === -1 ? null : parseFields(text.slice(lineEnd + 2));
  if (target === undefined || rawHeaders === null || announcesBody(rawHeaders)) return null;
  return { target, rawHeaders };
}

function announcesBody(headers: RawHeaders): boolean {
  return ['content-length', 'transfer-encoding'].some((name) => headerValue(headers, name) !== null);
}
