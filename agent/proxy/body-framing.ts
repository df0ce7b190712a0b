import { headerValue } from '../core/http/headers.ts';
import type { ClientRequest } from './client.ts';

/** Whether a request comes with a body, as its framing says. */
export function hasBody(client: ClientRequest): boolean {
  const length = headerValue(client.rawHeaders, 'content-length');
  if (length !== null) return length !== '0';
  if (client.httpVersion === '2') return client.method !== 'GET' && client.method !== 'HEAD';
  return headerValue(client.rawHeaders, 'transfer-encoding') !== null;
}

/** Null sends chunked, as the client did; the listener has made sure that the two framings never meet. */
export function lengthOf(client: ClientRequest): number | null {
  const length = headerValue(client.rawHeaders, 'content-length');
  return length === null ? null : Number(length);
}
