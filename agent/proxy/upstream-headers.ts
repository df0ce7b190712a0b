import { endToEnd, headerValue, replaceHeader, tokens, withoutHeaders } from '../core/http/headers.ts';
import type { UpstreamRequest } from './upstream.ts';

/** Methods whose requests have no body unless they say so; any other one without a body says `0` (RFC 9110, 8.6). */
const BODILESS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'DELETE', 'OPTIONS', 'TRACE']);

/**
 * The headers of a request as they go out: the given ones, less those of the client's own connection, and with
 * the framing of the body that is really sent. `more` go out too, to whoever is met first on the way.
 */
export function upstreamHeaders(request: UpstreamRequest, more: readonly string[] = []): string[] {
  const headers = framed(request);
  headers.push(...more);
  const connection = request.fresh === true ? 'close' : 'keep-alive';
  if (tokens(request.rawHeaders, 'te').includes('trailers')) {
    headers.push('TE', 'trailers', 'Connection', `${connection}, TE`);
  } else headers.push('Connection', connection);
  return headers;
}

function framed(request: UpstreamRequest): string[] {
  const headers = endToEnd(request.rawHeaders);
  if (request.body === null) {
    const silent = BODILESS.has(request.method) && headerValue(headers, 'content-length') === null;
    return withoutHeaders(silent ? headers : replaceHeader(headers, 'Content-Length', '0'), ['trailer']);
  }
  if (request.contentLength !== null) {
    return withoutHeaders(replaceHeader(headers, 'Content-Length', String(request.contentLength)), [
      'trailer',
    ]);
  }
  return [...withoutHeaders(headers, ['content-length']), 'Transfer-Encoding', 'chunked'];
}
