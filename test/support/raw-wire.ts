import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import {
  type AddressInfo,
  connect as connectTcp,
  createServer as createTcpServer,
  isIP,
  type Server,
  type Socket,
} from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { duplexPair } from 'node:stream';
import {
  connect as connectTls,
  createServer as createTlsServer,
  type SecureVersion,
  type TLSSocket,
} from 'node:tls';
import { promisify } from 'node:util';

const run = promisify(execFile);

export interface KeyPair {
  readonly key: string;
  readonly cert: string;
}

/** A certificate that signs itself, for these names; also its own root. */
export async function selfSigned(...names: readonly string[]): Promise<KeyPair> {
  const folder = await mkdtemp(join(tmpdir(), 'countersign-cert-'));
  const alternatives = names.map((name) => (isIP(name) === 0 ? `DNS:${name}` : `IP:${name}`)).join(',');
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
  try {
    await run('openssl', [
      ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2'],
      ...[
        '-subj',
        `/CN=${names[0]}`,
        '-addext',
        `subjectAltName=${alternatives}`,
        '-keyout',
        key,
        '-out',
        cert,
      ],
    ]);
    return { key: await readFile(key, 'utf8'), cert: await readFile(cert, 'utf8') };
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** One end of a connection, byte by byte: nothing between the test and the wire reads HTTP. */
export class Peer {
  readonly socket: Socket;
  #received = '';
  #ended = false;
  #broken = false;
  #wake: () => void = () => undefined;

  constructor(socket: Socket) {
    this.socket = socket;
    socket.setEncoding('latin1');
    socket.on('data', (chunk: string) => this.#note(() => (this.#received += chunk)));
    socket.on('end', () => this.#note(() => (this.#ended = true)));
    socket.on('error', () => this.#note(() => (this.#broken = true)));
    socket.on('close', () => this.#note(() => (this.#ended = true)));
    socket.resume();
  }

  get received(): string {
    return this.#received;
  }

  write(...lines: readonly string[]): this {
    this.socket.write(Buffer.from(lines.join('\r\n'), 'latin1'));
    return this;
  }

  /** Everything received, once it holds this text. Throws when the other side ends before. */
  async until(text: string): Promise<string> {
    while (!this.#received.includes(text)) {
      if (this.#ended || this.#broken) throw new Error(`ended after ${JSON.stringify(this.#received)}`);
      await this.#change();
    }
    return this.#received;
  }

  /** Everything received until the other side ended or broke. */
  async ended(): Promise<string> {
    while (!this.#ended && !this.#broken) await this.#change();
    return this.#received;
  }

  forget(): void {
    this.#received = '';
  }

  #note(change: () => void): void {
    change();
    this.#wake();
  }

  async #change(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#wake = resolve;
    });
  }
}

/** A server that the test plays itself: `next` is the connection that came in after the last one asked for. */
export interface Origin {
  readonly port: number;
  readonly connections: number;
  next(): Promise<Peer>;
  close(): Promise<void>;
}

export async function startOrigin(pair: KeyPair | null, host = '127.0.0.1'): Promise<Origin> {
  const waiting: Peer[] = [];
  const sockets = new Set<Socket>();
  let connections = 0;
  let wake = (): void => undefined;
  const take = (socket: Socket): void => {
    connections += 1;
    waiting.push(new Peer(socket));
    wake();
  };
  const server: Server = pair === null ? createTcpServer(take) : createTlsServer({ ...pair }, take);
  server.on('connection', (socket: Socket) => sockets.add(socket.on('error', () => undefined)));
  server.listen(0, host);
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    get connections() {
      return connections;
    },
    async next() {
      for (;;) {
        const peer = waiting.shift();
        if (peer !== undefined) return peer;
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    },
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

export async function connect(port: number, host = '127.0.0.1'): Promise<Peer> {
  const socket = connectTcp({ host, port });
  await once(socket, 'connect');
  return new Peer(socket);
}

export function basic(user: string, password: string): string {
  return `Proxy-Authorization: Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
}

/** A CONNECT that got its 200, the socket bare. */
export async function connectThrough(
  port: number,
  authority: string,
  ...headers: readonly string[]
): Promise<Socket> {
  const socket = connectTcp({ host: '127.0.0.1', port });
  await once(socket, 'connect');
  socket.write([`CONNECT ${authority} HTTP/1.1`, `Host: ${authority}`, ...headers, '', ''].join('\r\n'));
  let head = '';
  while (!head.includes('\r\n\r\n')) {
    const [chunk] = (await once(socket, 'data')) as [Buffer];
    head += chunk.toString('latin1');
  }
  socket.pause();
  if (!head.startsWith('HTTP/1.1 200 ')) throw new Error(`CONNECT got ${JSON.stringify(head)}`);
  return socket;
}

/** TLS inside a CONNECT, as a browser would have it. */
export async function secureThrough(
  port: number,
  authority: string,
  options: {
    readonly ca: string;
    readonly servername: string;
    readonly alpn: string | readonly string[];
    readonly headers: readonly string[];
  },
): Promise<TLSSocket> {
  const socket = await connectThrough(port, authority, ...options.headers);
  const { ca, servername, alpn } = options;
  const secured = connectTls({ socket, ca, servername, ALPNProtocols: [alpn].flat() });
  await once(secured, 'secureConnect');
  return secured;
}

/** The ClientHello that Node sends for this name, latin1, and the end of it that waits for an answer. */
export async function helloOf(
  servername: string,
  maxVersion: SecureVersion = 'TLSv1.3',
): Promise<{ readonly client: TLSSocket; readonly hello: string }> {
  const [near, far] = duplexPair();
  const client = connectTls({ socket: near, servername, maxVersion, rejectUnauthorized: false });
  client.on('error', () => undefined);
  const [hello] = (await once(far, 'data')) as [Buffer];
  return { client, hello: hello.toString('latin1') };
}
