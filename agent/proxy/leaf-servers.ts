import { constants } from 'node:crypto';
import { createServer, DEFAULT_CIPHERS, type Server, type TLSSocket } from 'node:tls';
import { formatAuthority } from '../core/http/request-target.ts';
import type { Target } from './client.ts';
import type { ClientProtocol, ServerLeaf } from './listener-options.ts';
import { nodeCode } from './upstream-error.ts';

export interface LeafServersOptions {
  leaf(host: string): Promise<ServerLeaf>;
  /** What is offered to clients of a host, the best first. */
  protocols(host: string): readonly ClientProtocol[];
  readonly maxServers: number;
  readonly handshakeTimeoutMs: number;
  onSecure(socket: TLSSocket): void;
  /** A handshake that came to nothing, `code` as Node or OpenSSL calls it; the connection ends with it. */
  onFailed(target: Target, code: string): void;
}

/**
 * The cheapest of what is safe comes first: these connections never leave the machine, so there is nothing to
 * record now and break later, which is what hybrid key exchanges are for. Clients may still choose anything Node
 * takes by default. No tickets: most clients are processes of one connection, and would never come back with one.
 */
const LOOPBACK_STRENGTH = {
  secureOptions: constants.SSL_OP_NO_TICKET,
  ecdhCurve: 'X25519:P-256:P-384:P-521',
  ciphers: `TLS_AES_128_GCM_SHA256:${DEFAULT_CIPHERS}`,
} as const;

interface LeafServer {
  readonly server: Server;
  /** Epoch milliseconds. */
  readonly renewAt: number;
}

/**
 * The TLS ends of governed hosts: for each host and port one server that never listens and is handed its
 * connections. Made once however many ask at the same moment; the least recently used one goes first.
 */
export class LeafServers {
  readonly #options: LeafServersOptions;
  readonly #servers = new Map<string, Promise<LeafServer>>();

  constructor(options: LeafServersOptions) {
    this.#options = options;
  }

  get size(): number {
    return this.#servers.size;
  }

  /** Throws what `leaf` throws; the next call asks it again. */
  async serverFor(target: Target): Promise<Server> {
    const name = formatAuthority(target);
    const known = this.#servers.get(name);
    if (known === undefined) return (await this.#make(name, target)).server;
    this.#keep(name, known);
    const kept = await known;
    if (Date.now() < kept.renewAt) return kept.server;
    // Of several that find the same server too old only the first one makes another.
    const current = this.#servers.get(name);
    const renewed = current === undefined || current === known ? this.#make(name, target) : current;
    return (await renewed).server;
  }

  #make(name: string, target: Target): Promise<LeafServer> {
    const made = this.#create(target);
    this.#keep(name, made);
    made.catch(() => {
      if (this.#servers.get(name) === made) this.#servers.delete(name);
    });
    return made;
  }

  /** A map keeps the order in which its keys came: the first one is the least recently used. */
  #keep(name: string, server: Promise<LeafServer>): void {
    this.#servers.delete(name);
    this.#servers.set(name, server);
    const [oldest] = this.#servers.keys();
    if (this.#servers.size > this.#options.maxServers && oldest !== undefined) this.#servers.delete(oldest);
  }

  async #create(target: Target): Promise<LeafServer> {
    const options = this.#options;
    const { key, cert, notAfter } = await options.leaf(target.host);
    const server = createServer({
      key,
      cert,
      ...LOOPBACK_STRENGTH,
      ALPNProtocols: [...options.protocols(target.host)],
      handshakeTimeout: options.handshakeTimeoutMs,
    });
    server.on('secureConnection', (socket) => options.onSecure(socket));
    server.on('tlsClientError', (fault, socket) => {
      options.onFailed(target, nodeCode(fault));
      socket.destroy();
    });
    return { server, renewAt: halfLife(notAfter) };
  }
}

/** A certificate is replaced in the middle of the time it has left, long before a client could find it expired. */
function halfLife(notAfter: Date): number {
  const now = Date.now();
  return now + (notAfter.getTime() - now) / 2;
}
