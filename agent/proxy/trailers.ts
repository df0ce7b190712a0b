import type { OutgoingMessage } from 'node:http';
import { passableTrailers } from '../core/http/trailers.ts';

/** Ends an HTTP/1.1 message, with trailers where its framing has a place for them. */
export function endWithTrailers(message: OutgoingMessage, rawTrailers: readonly string[]): void {
  const trailers = passableTrailers(rawTrailers);
  if (message.chunkedEncoding && trailers.length > 0) {
    const pairs: [string, string][] = [];
    for (let index = 0; index + 1 < trailers.length; index += 2) {
      pairs.push([trailers[index] ?? '', trailers[index + 1] ?? '']);
    }
    message.addTrailers(pairs);
  }
  message.end();
}
