import { once } from 'node:events';
import { Agent } from 'node:https';
import { connect, type Socket } from 'node:net';
import { connect as connectTls, type TLSSocket } from 'node:tls';

export interface TunnelOptions {
  readonly proxyUrl: string | null;
  readonly ca: string;
  readonly keepAlive: boolean;
  readonly maxSockets: number;
}

/** An agent whose connections go through the proxy by CONNECT, or straight to loopback when there is none. */
export function tunnelAgent({ proxyUrl, ca, ...options }: TunnelOptions): Agent {
  const agent = new Agent({ ...options, scheduling: 'fifo' });
  const proxy = proxyUrl === null ? null : new URL(proxyUrl);
  return Object.assign(agent, {
    createConnection(to: { readonly host: string; readonly port: number }, done: Done): undefined {
      open(proxy, to)
        .then((socket) => secured(socket, to.host, ca))
        .then((socket) => done(null, socket), done);
    },
  });
}

type Done = (error: unknown, socket?: TLSSocket) => void;

async function open(
  proxy: URL | null,
  to: { readonly host: string; readonly port: number },
): Promise<Socket> {
  const socket = connect(Number(proxy?.port ?? to.port), '127.0.0.1').setNoDelay();
  await once(socket, 'connect');
  if (proxy === null) return socket;
  const credentials = Buffer.from(`${proxy.username}:${proxy.password}`).toString('base64');
  const authorization = proxy.username === '' ? '' : `Proxy-Authorization: Basic ${credentials}\r\n`;
  const authority = `${to.host}:${to.port}`;
  socket.write(`CONNECT ${authority} HTTP/1.1\r\nHost: ${authority}\r\n${authorization}\r\n`);
  await connected(socket);
  return socket;
}

/** Nothing follows the head of the answer: in TLS the client speaks first. */
async function connected(socket: Socket): Promise<void> {
  let head = '';
  while (!head.endsWith('\r\n\r\n')) {
    const [chunk] = (await Promise.race([once(socket, 'data'), once(socket, 'close')])) as [unknown];
    if (!(chunk instanceof Buffer)) throw new Error('the proxy closed the connection before it answered');
    head += chunk.toString('latin1');
  }
  socket.pause();
  if (!/^HTTP\/1\.[01] 200 /.test(head)) throw new Error(`the proxy answered ${head.split('\r\n', 1)[0]}`);
}

async function secured(socket: Socket, servername: string, ca: string): Promise<TLSSocket> {
  const secure = connectTls({ socket, servername, ca, ALPNProtocols: ['http/1.1'] });
  await once(secure, 'secureConnect');
  return secure;
}
