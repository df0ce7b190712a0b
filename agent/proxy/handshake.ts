import { parseAuthority } from '../core/http/host.ts';
import { formatAuthority } from '../core/http/request-target.ts';
import type { Target } from './client.ts';
import { type Asked, type ListenerRefusal, refusal } from './listener-refusal.ts';

/**
 * What is wrong with the name in the ClientHello of a connection to a governed host; null when it is the name of
 * the CONNECT. A client may leave it out: the certificate it gets, and all that follows, go by the CONNECT.
 */
export function misnamed(
  serverName: string | false | null | undefined,
  asked: Asked & { readonly target: Target },
): ListenerRefusal | null {
  if (typeof serverName !== 'string' || serverName === '') return null;
  const { host } = asked.target;
  if (serverName === host || parseAuthority(serverName)?.host === host) return null;
  return refusal('misdirected', `TLS names another server than ${formatAuthority(asked.target)}`, asked);
}

/**
 * A handshake that came to nothing, by the code of Node or OpenSSL; null when the client only went away or never
 * began. The usual one is a client that does not trust the agent's authority.
 */
export function handshakeRefusal(code: string, asked: Asked): ListenerRefusal | null {
  if (!code.startsWith('ERR_SSL_')) return null;
  return refusal('tls-failed', `TLS inside the CONNECT failed: ${code}`, asked);
}
