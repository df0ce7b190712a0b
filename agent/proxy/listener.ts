import { AsyncLocalStorage } from 'node:async_hooks';
import { once } from 'node:events';
import type { Server as HttpServer } from 'node:http';
import { type AddressInfo, BlockList, createServer, isIP, type Server, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { TLSSocket } from 'node:tls';
import type { ConnectHead } from '../core/http/connect-head.ts';
import { acceptHead, type Origin } from './accept.ts';
import type { Target } from './client.ts';
import { judgeConnect } from './connect.ts';
import { type Connection, Connections } from './connections.ts';
import { readFirstConnect } from './first-connect.ts';
import { handshakeRefusal, misnamed } from './handshake.ts';
import { createHttp1Server, type Http1Options } from './http1-server.ts';
import { serveHttp2 } from './http2-session.ts';
import { LeafServers } from './leaf-servers.ts';
import { ListenerError } from './listener-error.ts';
import type { ListenerOptions } from './listener-options.ts';
import { type ListenerRefusal, refusal, report, TOO_SLOW } from './listener-refusal.ts';
import { answerAndClose, CONNECTION_ESTABLISHED } from './raw-answer.ts';
import { Tunnel } from './tunnel.ts';
import { nodeCode } from './upstream-error.ts';

/** A listening proxy. */
export interface Listener {
  readonly port: number;
  /** Takes nothing new, lets what is under way finish for that long, then cuts it. */
  close(graceMs: number): Promise<void>;
}

/**
 * The first step of every exchange, accept: listens on loopback, reads CONNECT and absolute-form requests, ends
 * the TLS of governed hosts, and hands on only requests of which it is clear where they go and where they end.
 * Throws ListenerError.
 */
export async function listen(options: ListenerOptions): Promise<Listener> {
  options.addresses.forEach(requireLoopback);
  const gate = new Gate(options);
  await gate.open();
  return gate;
}

/** A CONNECT that was answered, whose TLS is to come. */
interface Announced {
  readonly origin: Extract<Origin, { kind: 'tunnel' }>;
  readonly outside: Connection;
}

class Gate implements Listener {
  readonly #options: ListenerOptions;
  readonly #servers: Server[] = [];
  readonly #connections: Connections;
  /** For the insides of CONNECTs, and for what comes to the port and is none. */
  readonly #http1: HttpServer;
  readonly #leafServers: LeafServers;
  /** The CONNECT of each TLS connection: Node calls for a connection in the context in which it was made. */
  readonly #announced = new AsyncLocalStorage<Announced>();
  #port = 0;

  constructor(options: ListenerOptions) {
    this.#options = options;
    this.#connections = new Connections(() => setImmediate(() => this.#http1.closeIdleConnections()));
    const accept: Http1Options['accept'] = (head, origin) => acceptHead(head, origin, options.authenticate);
    this.#http1 = createHttp1Server({ ...options, accept }, this.#connections, (request, socket, rest) => {
      if (rest.length > 0) socket.unshift(rest);
      this.#connect({ target: request.url ?? '', rawHeaders: request.rawHeaders }, socket);
    });
    this.#leafServers = new LeafServers({
      leaf: (host) => options.authority.leaf(host),
      protocols: options.protocols ?? (() => ['h2', 'http/1.1']),
      maxServers: options.limits.maxLeafServers,
      handshakeTimeoutMs: options.limits.headersTimeoutMs,
      onSecure: (socket) => this.#secured(socket),
      onFailed: (target, code) => this.#handshakeFailed(target, code),
    });
  }

  get port(): number {
    return this.#port;
  }

  /** The first address decides the port; one that this machine does not have is passed over. */
  async open(): Promise<void> {
    this.#port = this.#options.port;
    for (const address of this.#options.addresses) {
      const server = await this.#listenOn(address);
      if (server === null) continue;
      this.#servers.push(server);
      this.#port = (server.address() as AddressInfo).port;
    }
    if (this.#servers.length === 0) {
      throw new ListenerError(
        'no-address',
        `none of ${this.#options.addresses.join(', ')} is an address of this machine`,
      );
    }
  }

  async #listenOn(address: string): Promise<Server | null> {
    const { maxConnections } = this.#options.limits;
    const server = createServer({ noDelay: true }, (socket) => this.#begin(socket));
    server.maxConnections = maxConnections;
    server.on('drop', () => report(tooMany(maxConnections), this.#options));
    try {
      server.listen({ host: address, port: this.#port, exclusive: true });
      await once(server, 'listening');
      return server;
    } catch (fault) {
      if (nodeCode(fault) === 'EADDRNOTAVAIL' || nodeCode(fault) === 'EAFNOSUPPORT') return null;
      await this.close(0);
      throw new ListenerError(
        'port-taken',
        `${address} port ${this.#port} cannot be listened on: ${nodeCode(fault)}`,
      );
    }
  }

  #begin(socket: Socket): void {
    this.#connections.add(socket);
    // Its closing is what counts, and is waited for wherever it matters.
    socket.on('error', () => undefined);
    readFirstConnect(socket, this.#options.limits, {
      connect: (head) => this.#connect(head, socket),
      other: () => {
        socket.allowHalfOpen = true;
        this.#http1.emit('connection', socket);
        socket.resume();
      },
      silent: () => this.#refuse(socket, TOO_SLOW),
    });
  }

  #connect(head: ConnectHead, socket: Duplex): void {
    this.#answerConnect(head, socket).catch((fault: unknown) => {
      socket.destroy();
      this.#options.fault(fault);
    });
  }

  async #answerConnect(head: ConnectHead, socket: Duplex): Promise<void> {
    const outside = this.#connections.of(socket);
    const { origin } = outside;
    if (origin.kind === 'tunnel') {
      return this.#refuse(
        socket,
        refusal('malformed', 'CONNECT inside a CONNECT', {
          target: origin.target,
          credentials: origin.credentials,
        }),
      );
    }
    const verdict = await judgeConnect(head, this.#options, (target) => this.#leafServers.serverFor(target));
    if (verdict.kind === 'refused') return this.#refuse(socket, verdict);
    if (this.#connections.isClosing)
      return this.#refuse(socket, refusal('shutting-down', 'the agent is shutting down'));
    if (socket.destroyed) return;
    switch (verdict.kind) {
      case 'tunnel':
        socket.allowHalfOpen = true;
        return await this.#options.onTunnel(
          new Tunnel(socket, { ...verdict, dial: this.#options.dial, limits: this.#options.limits }),
        );
      case 'terminate': {
        const { target, credentials } = verdict;
        outside.isSilent = true;
        socket.write(CONNECTION_ESTABLISHED);
        // A client that leaves in the middle of its handshake ends the connection; left half open, nothing would.
        socket.allowHalfOpen = false;
        this.#announced.run({ origin: { kind: 'tunnel', target, credentials }, outside }, () =>
          verdict.server.emit('connection', socket),
        );
      }
    }
  }

  #refuse(socket: Duplex, refused: ListenerRefusal): void {
    report(refused, this.#options);
    answerAndClose(socket, refused);
  }

  #secured(socket: TLSSocket): void {
    const announced = this.#announced.getStore();
    if (announced === undefined) return void socket.destroy();
    announced.outside.isSilent = false;
    const { target, credentials } = announced.origin;
    const refused = misnamed(socket.servername, { target, credentials });
    if (refused !== null) {
      report(refused, this.#options);
      return void socket.destroy();
    }
    if (socket.alpnProtocol === 'h2') {
      this.#connections.addSession(serveHttp2(socket, announced.origin, this.#options));
    } else {
      this.#connections.setOrigin(socket, announced.origin);
      this.#http1.emit('connection', socket);
    }
  }

  #handshakeFailed(target: Target, code: string): void {
    const credentials = this.#announced.getStore()?.origin.credentials ?? null;
    const refused = handshakeRefusal(code, { target, credentials });
    if (refused !== null) report(refused, this.#options);
  }

  async close(graceMs: number): Promise<void> {
    this.#connections.startClosing();
    const closed = this.#servers.map(async (server) => {
      const over = once(server, 'close');
      server.close();
      await over;
    });
    this.#http1.close();
    const timer = setTimeout(() => this.#connections.cut(), graceMs);
    await Promise.all(closed);
    clearTimeout(timer);
  }
}

/** Nothing of it was read, and nobody is told. */
function tooMany(maxConnections: number): ListenerRefusal {
  return refusal('too-many-exchanges', `${maxConnections} connections are open, which is the limit`);
}

const LOOPBACK = new BlockList();
LOOPBACK.addSubnet('127.0.0.0', 8, 'ipv4');
LOOPBACK.addAddress('::1', 'ipv6');

function requireLoopback(address: string): void {
  const family = isIP(address);
  if (family !== 0 && LOOPBACK.check(address, family === 6 ? 'ipv6' : 'ipv4')) return;
  throw new ListenerError(
    'not-loopback',
    `${JSON.stringify(address)} is not a loopback address, expected 127.0.0.1 or ::1`,
  );
}
