import { once } from 'node:events';
import type { Server as HttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { createServer, type Server as TlsServer } from 'node:tls';
import type { ClientRequest } from '../proxy/client.ts';
import { Connections } from '../proxy/connections.ts';
import { createHttp1Server } from '../proxy/http1-server.ts';
import type { ListenerLimits } from '../proxy/limits.ts';
import type { Listener } from '../proxy/listener.ts';
import { refusal, report, type TurnedAway } from '../proxy/listener-refusal.ts';
import { answerAndClose } from '../proxy/raw-answer.ts';
import { nodeCode } from '../proxy/upstream-error.ts';
import { acceptAtGateway, type GatewayDoor } from './accept-gateway.ts';
import { readCertificate } from './certificate.ts';
import { GatewayError } from './gateway-error.ts';
import type { GatewaySettings } from './settings.ts';

export interface GatewayListenerOptions {
  readonly settings: Pick<GatewaySettings, 'listen' | 'tls' | 'limits'>;
  readonly door: GatewayDoor;
  readonly limits: ListenerLimits;
  onRequest(request: ClientRequest): Promise<void>;
  /** A request that no exchange will see. Must not throw. */
  refused(what: TurnedAway): void;
  /** A fault that no client may see. */
  fault(cause: unknown): void;
}

/**
 * The first step of every exchange of a gateway: an HTTPS server of its own, not a proxy, that hands on requests of which
 * it is clear where they go and where they end. Throws GatewayError.
 */
export async function listenAsGateway(options: GatewayListenerOptions): Promise<Listener> {
  const gate = new GatewayGate(options, await tlsServer(options));
  await gate.open();
  return gate;
}

async function tlsServer({ settings, limits }: GatewayListenerOptions): Promise<TlsServer> {
  return createServer({
    ...(await readCertificate(settings.tls)),
    minVersion: 'TLSv1.2',
    // Large pushes of git over h2 stalled at times, and it gains nothing from it.
    ALPNProtocols: ['http/1.1'],
    handshakeTimeout: limits.headersTimeoutMs,
    noDelay: true,
  });
}

class GatewayGate implements Listener {
  readonly #options: GatewayListenerOptions;
  readonly #tls: TlsServer;
  readonly #http: HttpServer;
  readonly #connections: Connections;
  readonly #renewal: NodeJS.Timeout;
  #port = 0;

  constructor(options: GatewayListenerOptions, tls: TlsServer) {
    this.#options = options;
    this.#tls = tls;
    this.#connections = new Connections(() => setImmediate(() => this.#http.closeIdleConnections()));
    const accept = {
      accept: (head: Parameters<typeof acceptAtGateway>[0]) => acceptAtGateway(head, options.door),
    };
    this.#http = createHttp1Server({ ...options, ...accept }, this.#connections, (_request, socket) =>
      this.#refuseConnect(socket),
    );
    tls.maxConnections = options.limits.maxConnections;
    tls.on('secureConnection', (socket) => this.#http.emit('connection', socket));
    tls.on('tlsClientError', (_fault, socket) => socket.destroy());
    tls.on('drop', () => report(TOO_MANY, options));
    this.#renewal = setInterval(() => void this.#renew(), options.settings.limits.certificateCheckMs).unref();
  }

  get port(): number {
    return this.#port;
  }

  async open(): Promise<void> {
    const { host, port } = this.#options.settings.listen;
    try {
      this.#tls.listen({ host, port, exclusive: true });
      await once(this.#tls, 'listening');
    } catch (fault) {
      clearInterval(this.#renewal);
      throw new GatewayError(
        'port-taken',
        `${host} port ${port} cannot be listened on: ${nodeCode(fault)}`,
        'choose another one in gateway.yaml',
      );
    }
    this.#port = (this.#tls.address() as AddressInfo).port;
  }

  /** New connections are shown the files as they are by now; what cannot be read leaves the ones before. */
  async #renew(): Promise<void> {
    try {
      this.#tls.setSecureContext({
        ...(await readCertificate(this.#options.settings.tls)),
        minVersion: 'TLSv1.2',
      });
    } catch (fault) {
      this.#options.fault(fault);
    }
  }

  #refuseConnect(socket: Duplex): void {
    const refused = refusal('malformed', 'this is a gateway and no proxy: it opens no tunnel');
    report(refused, this.#options);
    answerAndClose(socket, refused);
  }

  async close(graceMs: number): Promise<void> {
    clearInterval(this.#renewal);
    this.#connections.startClosing();
    const closed = once(this.#tls, 'close');
    this.#tls.close();
    this.#http.close();
    const timer = setTimeout(() => this.#connections.cut(), graceMs);
    await closed;
    clearTimeout(timer);
  }
}

const TOO_MANY = refusal('too-many-exchanges', 'as many connections are open as may be');
