import type { Socket } from 'node:net';
import { type ConnectHead, parseConnectHead } from '../core/http/connect-head.ts';
import type { ListenerLimits } from './limits.ts';

/** What a connection to the proxy port begins with. */
export interface FirstConnect {
  /** A CONNECT. The socket is paused, and holds what came behind the head. */
  connect(head: ConnectHead): void;
  /** Anything else, which may be a CONNECT in pieces. The socket is paused, and holds all that came. */
  other(): void;
  /** Nothing came in time. */
  silent(): void;
}

const HEAD_END = '\r\n\r\n';

/**
 * Reads the CONNECT with which nearly every connection begins: in one piece, it needs no parser that is ready for
 * any request and for many of them.
 */
export function readFirstConnect(
  socket: Socket,
  { headersTimeoutMs, maxHeaderBytes }: Pick<ListenerLimits, 'headersTimeoutMs' | 'maxHeaderBytes'>,
  tell: FirstConnect,
): void {
  const onSilence = (): void => {
    socket.off('data', onData);
    tell.silent();
  };
  const onData = (bytes: Buffer): void => {
    socket.setTimeout(0, onSilence).pause();
    const text = bytes.toString('latin1');
    const end = text.indexOf(HEAD_END);
    const head = end === -1 || end > maxHeaderBytes ? null : parseConnectHead(text.slice(0, end));
    const rest = head === null ? bytes : bytes.subarray(end + HEAD_END.length);
    if (rest.length > 0) socket.unshift(rest);
    if (head === null) tell.other();
    else tell.connect(head);
  };
  socket.setTimeout(headersTimeoutMs, onSilence).once('data', onData);
}
