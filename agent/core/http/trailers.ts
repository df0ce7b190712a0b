import { endToEnd, type RawHeaders, withoutHeaders } from './headers.ts';

/**
 * Fields that say where a message goes, how it is read or who sends it. Some servers take trailers for headers;
 * these may not stand there (RFC 9110, 6.5.1), and what was judged is the head.
 */
const HEAD_ONLY: readonly string[] = [
  'authorization',
  'cache-control',
  'content-encoding',
  'content-length',
  'content-range',
  'content-type',
  'cookie',
  'expect',
  'forwarded',
  'host',
  'max-forwards',
  'proxy-authorization',
  'range',
  'set-cookie',
  'trailer',
  'x-forwarded-host',
  'x-http-method',
  'x-http-method-override',
  'x-method-override',
  'x-original-url',
  'x-rewrite-url',
];

/** The trailers that may be passed on, in order, case and duplicates kept. */
export function passableTrailers(trailers: RawHeaders): string[] {
  return withoutHeaders(endToEnd(trailers), HEAD_ONLY);
}
