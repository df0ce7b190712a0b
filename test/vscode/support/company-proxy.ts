import { createServer, type IncomingMessage } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import type { Duplex } from 'node:stream';

/** The forward proxy of a network, which leads whatever it is asked for to this machine. */
export interface CompanyProxy {
  readonly url: string;
  /** Names that it was asked to connect to so far, each once. */
  readonly names: () => readonly string[];
  close(): Promise<void>;
}

export async function openCompanyProxy(): Promise<CompanyProxy> {
  const names = new Set<string>();
  const open = new Set<Duplex>();
  const server = createServer((_, response) => void response.writeHead(501).end());
  server.on('connect', (request: IncomingMessage, client: Duplex, head: Buffer) => {
    const { hostname, port } = new URL(`https://${request.url ?? ''}`);
    names.add(hostname);
    const upstream = connect(port === '' ? 443 : Number(port), '127.0.0.1', () => {
      client.write('HTTP/1.1 200 Connection established\r\n\r\n');
      upstream.write(head);
      upstream.pipe(client).pipe(upstream);
    });
    for (const [one, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      open.add(one);
      one.once('close', () => {
        open.delete(one);
        other.destroy();
      });
      one.on('error', () => other.destroy());
    }
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    names: () => [...names],
    async close() {
      for (const socket of open) socket.destroy();
      await new Promise<void>((resolve) => void server.close(() => resolve()));
    },
  };
}
