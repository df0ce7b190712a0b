import type { OutgoingMessage } from 'node:http';

/** Ends an HTTP/1.1 message, with trailers where its framing has a place for them. */
export function endWithTrailers(message: OutgoingMessage, rawTrailers: readonly string[]): void {
  if (message.chunkedEncoding && rawTrailers.length > 0) {
    const pairs: [string, string][] = [];
    for (let index = 0; index + 1 < rawTrailers.length; index += 2) {
      pairs.push([rawTrailers[index] ?? '', rawTrailers[index + 1] ?? '']);
    }
    message.addTrailers(pairs);
  }
  message.end();
}
