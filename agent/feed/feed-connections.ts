import { Agent, request as httpRequest, type IncomingMessage, type RequestOptions } from 'node:http';
import { request as httpsRequest, Agent as TlsAgent } from 'node:https';
import { isIP, type Socket } from 'node:net';
import { connect as connectTls, createSecureContext } from 'node:tls';
import type { Target } from '../proxy/client.ts';
import { type ProxyEndpoint, type ProxySettings, proxyFor } from '../proxy/corporate.ts';
import { type DialerOptions, dialer, dialProxy } from '../proxy/dial.ts';

export interface FeedConnectionsOptions {
  /** The way out that the network's owner set up; null for straight to the feed. */
  readonly proxy: ProxySettings | null;
  readonly connectTimeoutMs: number;
}

interface Asking {
  readonly headers: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
}

/** How the feed is reached: straight, or through a proxy. Owner of its connections. */
export class FeedConnections {
  readonly #options: DialerOptions;
  readonly #agents: { readonly http: Agent; readonly https: TlsAgent };

  constructor({ proxy, connectTimeoutMs }: FeedConnectionsOptions) {
    this.#options = { upstreamProxy: proxy, connectTimeoutMs, secureContext: createSecureContext() };
    this.#agents = { http: new Agent({ keepAlive: true }), https: new TlsAgent({ keepAlive: true }) };
  }

  /** Rejects with what Node or the dialer says when there is no answer. */
  async get(
    url: URL,
    headers: Readonly<Record<string, string>>,
    signal: AbortSignal,
  ): Promise<IncomingMessage> {
    const target = targetOf(url);
    const proxy = proxyFor(this.#options.upstreamProxy, target);
    if (proxy === null) return answerTo(this.#straight(url, { headers, signal }));
    return target.scheme === 'https'
      ? answerTo(httpsRequest(url, { headers, signal, createConnection: await this.#tunnel(target, signal) }))
      : answerTo(httpRequest(await this.#absolute(url, proxy, { headers, signal })));
  }

  close(): void {
    this.#agents.http.destroy();
    this.#agents.https.destroy();
  }

  #straight(url: URL, options: RequestOptions): ReturnType<typeof httpRequest> {
    return url.protocol === 'https:'
      ? httpsRequest(url, { ...options, agent: this.#agents.https })
      : httpRequest(url, { ...options, agent: this.#agents.http });
  }

  /** The proxy sees the name of the feed; who answers is verified behind it. */
  async #tunnel(target: Target, signal: AbortSignal): Promise<() => Socket> {
    const socket = await dialer(this.#options)(target, signal);
    const servername = isIP(target.host) === 0 ? target.host : '';
    return () => connectTls({ socket, host: target.host, servername });
  }

  async #absolute(url: URL, proxy: ProxyEndpoint, options: Asking): Promise<RequestOptions> {
    const connection = await dialProxy(proxy, this.#options);
    const introduced = proxy.authorization();
    return {
      ...options,
      path: url.href,
      headers: { ...options.headers, host: url.host, ...Object.fromEntries(pairsOf(introduced)) },
      createConnection: () => connection,
    };
  }
}

function pairsOf(raw: readonly string[]): readonly (readonly [string, string])[] {
  return raw.flatMap((name, index) => (index % 2 === 0 ? [[name, raw[index + 1] ?? ''] as const] : []));
}

function targetOf({ protocol, hostname, port }: URL): Target {
  const scheme = protocol === 'https:' ? 'https' : 'http';
  return { scheme, host: hostname.replace(/^\[|\]$/g, ''), port: Number(port) || DEFAULT_PORTS[scheme] };
}

const DEFAULT_PORTS = { http: 80, https: 443 } as const;

function answerTo(request: ReturnType<typeof httpRequest>): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    request.once('response', resolve);
    request.once('error', reject);
    request.end();
  });
}
