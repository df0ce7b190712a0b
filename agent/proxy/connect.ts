import type { Server as TlsServer } from 'node:tls';
import type { ConnectHead } from '../core/http/connect-head.ts';
import { headerValues } from '../core/http/headers.ts';
import { parseConnectTarget } from '../core/http/request-target.ts';
import { unknownSession } from './accept.ts';
import type { ProxyCredentials, Target } from './client.ts';
import { proxyCredentials } from './credentials.ts';
import type { ListenerOptions } from './listener-options.ts';
import { type ListenerRefusal, refusal } from './listener-refusal.ts';

/** What a CONNECT comes to. */
export type ConnectVerdict =
  | {
      readonly kind: 'terminate';
      readonly target: Target;
      readonly credentials: ProxyCredentials | null;
      readonly server: TlsServer;
    }
  | { readonly kind: 'tunnel'; readonly target: Target; readonly credentials: ProxyCredentials | null }
  | ListenerRefusal;

/**
 * Judges a CONNECT. A governed host that we cannot vouch for is refused: tunnelling it would let through
 * unread what policy wants read.
 */
export async function judgeConnect(
  head: ConnectHead,
  options: ListenerOptions,
  serverFor: (target: Target) => Promise<TlsServer>,
): Promise<ConnectVerdict> {
  const target = parseConnectTarget(head.target);
  const credentials = proxyCredentials(head.rawHeaders);
  const asked = { target, credentials };
  if (target === null) return refusal('malformed', 'CONNECT takes a host and a port', asked);
  if (headerValues(head.rawHeaders, 'host').length > 1)
    return refusal('malformed', 'CONNECT has more than one Host', asked);
  if (!options.authenticate(credentials)) return unknownSession(head.rawHeaders, asked);
  if (!options.governed(target)) return { kind: 'tunnel', target, credentials };
  if (!options.authority.covers(target.host)) {
    return refusal(
      'uncovered-host',
      `${target.host} is governed, but the certificate authority of the agent may not vouch for it`,
      asked,
    );
  }
  try {
    return { kind: 'terminate', target, credentials, server: await serverFor(target) };
  } catch (fault) {
    options.fault(fault);
    return refusal(
      'internal',
      `no certificate could be made for ${target.host}; the agent log has the cause`,
      asked,
    );
  }
}
