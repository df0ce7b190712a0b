import { once } from 'node:events';
import { type IncomingMessage, type ClientRequest as Outgoing, request } from 'node:http';
import { connect as connectTcp, isIP, type Socket } from 'node:net';
import { connect as connectTls, type SecureContext } from 'node:tls';
import { formatAuthority } from '../core/http/request-target.ts';
import type { Target } from './client.ts';
import { type ProxyEndpoint, type ProxySettings, proxyFor } from './corporate.ts';
import { nodeCode, UpstreamError } from './upstream-error.ts';

/** Opens a byte stream to a target. Throws UpstreamError; the socket is the caller's from then on. */
export type Dial = (target: Target, signal: AbortSignal) => Promise<Socket>;

export interface DialerOptions {
  readonly upstreamProxy: ProxySettings | null;
  readonly connectTimeoutMs: number;
  /** For a corporate proxy that is itself reached over TLS. */
  readonly secureContext: SecureContext;
  /** Names whose address is known here, in lower case: dialled directly, never asked of DNS or a proxy. */
  readonly hosts?: ReadonlyMap<string, string>;
}

/** How long one address of a name may take before the next one is tried beside it (RFC 8305). */
const ATTEMPT_MS = 1000;

/** The one place where connections leave the agent: straight to the target, or by CONNECT through a proxy. */
export function dialer(options: DialerOptions): Dial {
  return async (target, signal) => {
    const proxy = proxyFor(options.upstreamProxy, target);
    const limit = AbortSignal.any([signal, AbortSignal.timeout(options.connectTimeoutMs)]);
    try {
      const known = options.hosts?.get(target.host);
      if (known !== undefined) return await open({ host: known, port: target.port }, limit);
      if (proxy === null) return await open(target, limit);
      return await openThrough(proxy, target, { ...options, signal: limit });
    } catch (fault) {
      throw dialError(fault, target, { gaveUp: signal.aborted, timedOut: limit.aborted });
    }
  };
}

/** A connection to the proxy itself, over which requests go in absolute form. */
export async function dialProxy(proxy: ProxyEndpoint, options: DialerOptions): Promise<Socket> {
  const signal = AbortSignal.timeout(options.connectTimeoutMs);
  try {
    return await openProxy(proxy, options.secureContext, signal);
  } catch (fault) {
    throw dialError(fault, proxy, { gaveUp: false, timedOut: signal.aborted });
  }
}

async function open(
  address: { readonly host: string; readonly port: number },
  signal: AbortSignal,
): Promise<Socket> {
  const socket = connectTcp({
    host: address.host,
    port: address.port,
    noDelay: true,
    autoSelectFamilyAttemptTimeout: ATTEMPT_MS,
  });
  return await ready(socket, 'connect', signal);
}

async function openProxy(
  proxy: ProxyEndpoint,
  secureContext: SecureContext,
  signal: AbortSignal,
): Promise<Socket> {
  const socket = await open(proxy, signal);
  if (proxy.scheme === 'http') return socket;
  const servername = isIP(proxy.host) === 0 ? proxy.host : '';
  return await ready(
    connectTls({ socket, host: proxy.host, servername, secureContext }),
    'secureConnect',
    signal,
  );
}

async function ready<S extends Socket>(
  socket: S,
  event: 'connect' | 'secureConnect',
  signal: AbortSignal,
): Promise<S> {
  try {
    await once(socket, event, { signal });
    return socket;
  } catch (fault) {
    socket.on('error', () => undefined).destroy();
    throw fault;
  }
}

async function openThrough(
  proxy: ProxyEndpoint,
  target: Target,
  options: { readonly secureContext: SecureContext; readonly signal: AbortSignal },
): Promise<Socket> {
  const { signal } = options;
  const connection = await openProxy(proxy, options.secureContext, signal);
  const authority = formatAuthority(target);
  const connect = request({
    method: 'CONNECT',
    path: authority,
    headers: ['Host', authority, ...proxy.authorization()],
    createConnection: () => connection,
    signal,
  });
  connect.end();
  const [answer, socket, head] = await connected(connect);
  if (answer.statusCode !== 200) {
    socket.destroy();
    throw new UpstreamError(
      'proxy-refused',
      `the proxy ${proxy.host}:${proxy.port} answered CONNECT ${authority} with ${answer.statusCode}, expected 200`,
    );
  }
  if (head.length > 0) socket.unshift(head);
  return socket;
}

type Connected = readonly [answer: IncomingMessage, socket: Socket, head: Buffer];

async function connected(connect: Outgoing): Promise<Connected> {
  return await new Promise((resolve, reject) => {
    connect.once('error', reject);
    connect.once('response', () => connect.destroy());
    connect.once('connect', (answer, socket, head) => resolve([answer, socket as Socket, head]));
  });
}

function dialError(
  fault: unknown,
  address: { readonly host: string; readonly port: number },
  why: { readonly gaveUp: boolean; readonly timedOut: boolean },
): UpstreamError {
  if (fault instanceof UpstreamError) return fault;
  const where = `${address.host}:${address.port}`;
  if (why.gaveUp)
    return new UpstreamError('aborted', `connecting to ${where} was given up`, { cause: fault });
  if (why.timedOut)
    return new UpstreamError('connect-timed-out', `${where} did not answer in time`, { cause: fault });
  return new UpstreamError('unreachable', `${where} could not be reached: ${nodeCode(fault)}`, {
    cause: fault,
  });
}
