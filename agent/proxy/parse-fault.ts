import type { Duplex } from 'node:stream';
import { askedOf } from './accept.ts';
import type { Connection } from './connections.ts';
import type { ListenerOptions } from './listener-options.ts';
import { type Asked, type ListenerRefusal, refusal, report, TOO_SLOW } from './listener-refusal.ts';
import { answerAndClose } from './raw-answer.ts';
import { nodeCode } from './upstream-error.ts';

/**
 * Ends a connection on which Node found something that is no HTTP. It is answered only while no answer has
 * begun: in the middle of one, the words of a refusal would be read as part of it.
 */
export function endMalformed(
  fault: Error,
  socket: Duplex,
  {
    connection,
    options,
  }: { readonly connection: Connection; readonly options: Pick<ListenerOptions, 'refused'> },
): void {
  const refused = refusalOf(nodeCode(fault), askedOf({ target: '', rawHeaders: [] }, connection.origin));
  if (refused !== null) report(refused, options);
  if (refused === null || connection.isAnswering || !socket.writable) {
    socket.destroy();
    return;
  }
  connection.abandon();
  // The parser would find the same fault in whatever comes next.
  socket.removeAllListeners('data');
  socket.on('data', () => undefined);
  answerAndClose(socket, refused);
}

function refusalOf(code: string, asked: Asked): ListenerRefusal | null {
  switch (code) {
    case 'HPE_HEADER_OVERFLOW':
      return refusal('head-too-long', 'the head of the request is too long', asked);
    case 'HPE_CHUNK_EXTENSIONS_OVERFLOW':
      return refusal('too-large', 'the chunk extensions are too long', asked);
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return TOO_SLOW;
    case 'HPE_INVALID_EOF_STATE':
      // The client went away in the middle; an exchange that it had under way has a record of its own.
      return { ...malformed(code, asked), turnedAway: null };
    default:
      return code.startsWith('HPE_') ? malformed(code, asked) : null;
  }
}

function malformed(code: string, asked: Asked): ListenerRefusal {
  return refusal('malformed', `the request is malformed: ${code}`, asked);
}
