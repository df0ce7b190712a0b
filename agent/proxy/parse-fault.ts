import type { Duplex } from 'node:stream';
import { type ListenerRefusal, refusal } from './accept.ts';
import type { Connection } from './connections.ts';
import { answerAndClose } from './raw-answer.ts';
import { nodeCode } from './upstream-error.ts';

/**
 * Ends a connection on which Node found something that is no HTTP. It is answered only while no answer has
 * begun: in the middle of one, the words of a refusal would be read as part of it.
 */
export function endMalformed(fault: Error, socket: Duplex, connection: Connection): void {
  const refused = refusalOf(nodeCode(fault));
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

function refusalOf(code: string): ListenerRefusal | null {
  if (code === 'HPE_HEADER_OVERFLOW') return refusal(431, 'the head of the request is too long');
  if (code === 'HPE_CHUNK_EXTENSIONS_OVERFLOW') return refusal(413, 'the chunk extensions are too long');
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT')
    return refusal(408, 'the head of the request did not come in time');
  return code.startsWith('HPE_') ? refusal(400, `the request is malformed: ${code}`) : null;
}
