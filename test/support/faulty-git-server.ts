import type { AddressInfo } from 'node:net';
import { connect, createServer, type Socket } from 'node:net';
import { type GitServerOptions, startGitServer } from '../../cli/playground/git-server.ts';

/** The playground's Git server behind a wire that can be cut. */
export interface FaultyGitServer {
  readonly port: number;
  /** Bytes that reached the server so far, encrypted ones: what a client sent that was let through. */
  bytesReceived(): number;
  /** `during-push` cuts every connection once it has sent more than a handshake and a small request. */
  breakDown(mode: 'during-push' | 'never'): void;
  close(): Promise<void>;
}

/** More than a TLS handshake and an advertisement request take, less than any of the pushes of the tests. */
const CUT_AFTER_BYTES = 2500;

export async function startFaultyGitServer(options: GitServerOptions): Promise<FaultyGitServer> {
  const server = await startGitServer(options);
  const sockets = new Set<Socket>();
  let mode: 'during-push' | 'never' = 'never';
  let received = 0;
  const wire = createServer((client) => {
    const upstream = connect(server.port, '127.0.0.1');
    let sent = 0;
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        sockets.delete(socket);
        client.destroy();
        upstream.destroy();
      });
    }
    client.on('data', (chunk) => {
      sent += chunk.length;
      received += chunk.length;
      if (mode === 'during-push' && sent > CUT_AFTER_BYTES) client.destroy();
      else upstream.write(chunk);
    });
    upstream.on('data', (chunk) => client.write(chunk));
    client.on('end', () => upstream.end());
    upstream.on('end', () => client.end());
  });
  await new Promise<void>((resolve) => void wire.listen(0, '127.0.0.1', resolve));
  return {
    port: (wire.address() as AddressInfo).port,
    bytesReceived: () => received,
    breakDown(next) {
      mode = next;
    },
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((resolve) => void wire.close(() => resolve()));
      await server.close();
    },
  };
}
