import * as http from 'node:http';
import * as https from 'node:https';
import { isIP } from 'node:net';
import type { Duplex } from 'node:stream';
import type { SecureContext } from 'node:tls';
import type { Target } from './client.ts';
import type { ProxyEndpoint } from './corporate.ts';
import { type Dial, type DialerOptions, dialProxy } from './dial.ts';
import { UpstreamError } from './upstream-error.ts';

export interface PoolLimits {
  readonly maxSockets: number;
  readonly maxSocketsPerHost: number;
  /** An idle connection older than this is closed: the server's own limit must not strike first. */
  readonly idleSocketMs: number;
}

export interface AgentOptions extends DialerOptions {
  readonly dial: Dial;
  readonly limits: PoolLimits;
}

type Created = (fault: Error | null, socket?: Duplex) => void;

/** Pooled connections of one kind, and the same without a pool for requests that must not meet a dead one. */
export interface Agents {
  readonly https: Pair<https.Agent>;
  readonly http: Pair<http.Agent>;
  /** To the corporate proxy itself, for plain HTTP in absolute form. */
  through(proxy: ProxyEndpoint): Pair<http.Agent>;
  destroy(): void;
}

interface Pair<A> {
  readonly pooled: A;
  readonly fresh: A;
}

export function openAgents(options: AgentOptions): Agents {
  const pair = <A>(make: (pool: http.AgentOptions) => A): Pair<A> => ({
    pooled: make(poolOptions(options.limits)),
    fresh: make({ keepAlive: false, maxTotalSockets: options.limits.maxSockets }),
  });
  const secure = pair((pool) => new TlsAgent(pool, options));
  const plain = pair((pool) => new PlainAgent(pool, (target) => options.dial(target, NEVER)));
  const proxied = new Map<ProxyEndpoint, Pair<http.Agent>>();
  return {
    https: secure,
    http: plain,
    through(proxy) {
      const known = proxied.get(proxy);
      const made = known ?? pair((pool) => new PlainAgent(pool, () => dialProxy(proxy, options)));
      proxied.set(proxy, made);
      return made;
    },
    destroy() {
      for (const { pooled, fresh } of [secure, plain, ...proxied.values()]) {
        pooled.destroy();
        fresh.destroy();
      }
    },
  };
}

/** A connection under way may serve the next request in the queue when its own was given up. */
const NEVER = new AbortController().signal;

function poolOptions(limits: PoolLimits): http.AgentOptions {
  return {
    keepAlive: true,
    scheduling: 'lifo',
    maxSockets: limits.maxSocketsPerHost,
    maxTotalSockets: limits.maxSockets,
    timeout: limits.idleSocketMs,
  };
}

class PlainAgent extends http.Agent {
  readonly #connect: (target: Target) => Promise<Duplex>;

  constructor(pool: http.AgentOptions, connect: (target: Target) => Promise<Duplex>) {
    super(pool);
    this.#connect = connect;
  }

  override createConnection(options: http.ClientRequestArgs, created: Created): undefined {
    this.#connect(targetOf('http', options)).then((socket) => created(null, socket), created);
  }
}

/** TLS over whatever `dial` gives, verified for the target's name, which is never taken from a header. */
class TlsAgent extends https.Agent {
  readonly #dial: Dial;
  readonly #secureContext: SecureContext;
  readonly #timeoutMs: number;

  constructor(pool: http.AgentOptions, options: AgentOptions) {
    super({ ...pool, ALPNProtocols: ['http/1.1'] });
    this.#dial = options.dial;
    this.#secureContext = options.secureContext;
    this.#timeoutMs = options.connectTimeoutMs;
  }

  override createConnection(options: https.RequestOptions, created: Created): undefined {
    this.#connect(options).then((socket) => created(null, socket), created);
  }

  async #connect(options: https.RequestOptions): Promise<Duplex> {
    const target = targetOf('https', options);
    const socket = await this.#dial(target, NEVER);
    const servername = isIP(target.host) === 0 ? target.host : '';
    const secured = super.createConnection({
      ...options,
      socket,
      servername,
      secureContext: this.#secureContext,
      rejectUnauthorized: true,
    } as https.RequestOptions);
    if (secured === null || secured === undefined)
      throw new UpstreamError('broken', 'no TLS socket was made');
    const timer = setTimeout(
      () =>
        secured.destroy(
          new UpstreamError('connect-timed-out', `${target.host} did not finish its TLS handshake`),
        ),
      this.#timeoutMs,
    );
    secured.once('secureConnect', () => clearTimeout(timer));
    secured.once('close', () => clearTimeout(timer));
    return secured;
  }
}

function targetOf(scheme: Target['scheme'], options: http.ClientRequestArgs): Target {
  return { scheme, host: options.host ?? '', port: Number(options.port) };
}
