import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import type { RawHeaders } from '../core/http/headers.ts';

/** An answer whose connection ends with it. */
export interface RawAnswer {
  readonly status: number;
  readonly headers: RawHeaders;
  readonly text: string;
}

/** How long a refused client may take to hang up by itself. */
const LINGER_MS = 2000;

export const CONNECTION_ESTABLISHED = 'HTTP/1.1 200 Connection Established\r\n\r\n';

/**
 * Answers on a bare socket and hangs up. What the client still sends is read and dropped for a while: closing
 * over unread bytes resets the connection, and the client would not see the answer.
 */
export function answerAndClose(socket: Duplex, refused: RawAnswer): void {
  if (socket.destroyed) return;
  const timer = setTimeout(() => socket.destroy(), LINGER_MS);
  socket.once('close', () => clearTimeout(timer));
  socket.on('error', () => undefined);
  socket.end(formatAnswer(refused));
  socket.resume();
}

/** Throws RangeError rather than send a header that would end its line early. */
export function formatAnswer({ status, headers, text }: RawAnswer): string {
  const lines = [`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? 'Refused'}`];
  for (let index = 0; index + 1 < headers.length; index += 2)
    lines.push(`${headers[index]}: ${headers[index + 1]}`);
  lines.push(`Content-Length: ${Buffer.byteLength(text)}`, 'Connection: close');
  if (lines.some((line) => /[\r\n\0]/.test(line))) throw new RangeError('a header holds a line break');
  return `${lines.join('\r\n')}\r\n\r\n${text}`;
}
