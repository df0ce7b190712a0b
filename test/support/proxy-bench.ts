import { headerValue } from '../../agent/core/http/headers.ts';
import type { ClientRequest, ClientTunnel, TunnelOutcome } from '../../agent/proxy/client.ts';
import type { ProxySettings } from '../../agent/proxy/corporate.ts';
import { DEFAULT_LISTENER_LIMITS, type ListenerLimits } from '../../agent/proxy/limits.ts';
import { type Listener, listen } from '../../agent/proxy/listener.ts';
import type { ServerLeaf } from '../../agent/proxy/listener-options.ts';
import type { TurnedAway } from '../../agent/proxy/listener-refusal.ts';
import { relay } from '../../agent/proxy/relay.ts';
import { DEFAULT_UPSTREAM_LIMITS, type OpenUpstream, openUpstream } from '../../agent/proxy/upstream.ts';
import { UpstreamError } from '../../agent/proxy/upstream-error.ts';
import { basic, type KeyPair, Peer, secureThrough } from './raw-wire.ts';

export const CREDENTIALS = basic('session', 'secret');

export interface ProxyBenchOptions {
  /** Shown to clients for every governed host, and the root that the upstream trusts. */
  readonly pair: KeyPair;
  readonly addresses?: readonly string[];
  readonly port?: number;
  readonly upstreamProxy?: ProxySettings;
  readonly limits?: Partial<ListenerLimits>;
  readonly covers?: boolean;
  /** What the making of a certificate ends in, instead of `pair`. */
  readonly leafFault?: Error;
  /** Ports that are not governed; all others are. */
  readonly ungoverned?: readonly number[];
  readonly onRequest?: (request: ClientRequest) => Promise<void>;
}

/** The listener and the upstream with nothing between them but a relay: every request is passed on. */
export interface ProxyBench {
  readonly listener: Listener;
  readonly upstream: OpenUpstream;
  readonly requests: ClientRequest[];
  readonly faults: unknown[];
  readonly refused: TurnedAway[];
  readonly tunnels: Promise<TunnelOutcome>[];
  /** A raw HTTP/1.1 connection inside TLS inside a CONNECT to `localhost:port`. */
  inside(port: number): Promise<Peer>;
  close(): Promise<void>;
}

export async function startProxyBench(options: ProxyBenchOptions): Promise<ProxyBench> {
  const { pair } = options;
  const upstream = openUpstream({
    trust: [pair.cert],
    upstreamProxy: options.upstreamProxy ?? null,
    limits: DEFAULT_UPSTREAM_LIMITS,
  });
  const requests: ClientRequest[] = [];
  const faults: unknown[] = [];
  const refused: TurnedAway[] = [];
  const tunnels: Promise<TunnelOutcome>[] = [];
  const listener = await listen({
    addresses: options.addresses ?? ['127.0.0.1'],
    port: options.port ?? 0,
    authority: { covers: () => options.covers ?? true, leaf: () => leafOf(options) },
    governed: (target) => !(options.ungoverned ?? []).includes(target.port),
    authenticate: (given) => given?.user === 'session' && given.password === 'secret',
    onRequest: async (request) => {
      requests.push(request);
      await (options.onRequest ?? ((client) => passOn(client, upstream)))(request);
    },
    onTunnel: async (tunnel: ClientTunnel) => {
      tunnels.push(tunnel.open());
    },
    refused: (what) => refused.push(what),
    dial: upstream.dial,
    fault: (cause) => faults.push(cause),
    limits: { ...DEFAULT_LISTENER_LIMITS, ...options.limits },
  });
  return {
    listener,
    upstream,
    requests,
    faults,
    refused,
    tunnels,
    async inside(port) {
      const tls = { ca: pair.cert, servername: 'localhost', alpn: 'http/1.1', headers: [CREDENTIALS] };
      return new Peer(await secureThrough(listener.port, `localhost:${port}`, tls));
    },
    async close() {
      await listener.close(0);
      await upstream.close();
    },
  };
}

async function leafOf({ pair, leafFault }: ProxyBenchOptions): Promise<ServerLeaf> {
  if (leafFault !== undefined) throw leafFault;
  return { ...pair, notAfter: new Date(Date.now() + 60_000) };
}

async function passOn(client: ClientRequest, upstream: OpenUpstream): Promise<void> {
  const { target, method, path, rawHeaders, signal } = client;
  const length = headerValue(rawHeaders, 'content-length');
  const hasBody = length === null ? headerValue(rawHeaders, 'transfer-encoding') !== null : length !== '0';
  const isOpenStream = client.httpVersion === '2' && length === null && method === 'POST';
  try {
    const response = await upstream.request({
      ...{ target, method, path, rawHeaders, signal },
      body: hasBody || isOpenStream ? client.body : null,
      contentLength: length === null ? null : Number(length),
      trailers: () => client.trailers(),
      informational: (status, headers) => client.response.informational(status, headers),
    });
    await relay(client, response);
  } catch (fault) {
    if (!(fault instanceof UpstreamError)) throw fault;
    if (client.response.headSent) return client.response.destroy();
    client.response.head(502, 'Bad Gateway', ['Content-Length', '0', 'X-Code', fault.code]);
    await client.response.end([]);
  }
}
