import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gitHttpBackend } from '../../cli/playground/http-backend.ts';

/** The real `git http-backend` without TLS, for reads of tests; knows how often it was asked. */
export interface GitHttp {
  readonly url: string;
  /** Path and query of each request so far. */
  readonly requests: readonly string[];
  close(): Promise<void>;
}

export async function startGitHttp(
  root: string,
  header?: readonly [name: string, value: string],
): Promise<GitHttp> {
  const backend = await gitHttpBackend(root);
  const requests: string[] = [];
  const server = createServer((request, response) => {
    requests.push(request.url ?? '');
    if (header !== undefined && request.headers[header[0]] !== header[1]) {
      response.writeHead(403).end();
      return;
    }
    const url = new URL(request.url ?? '/', 'http://localhost');
    void backend({ request, response, url, user: null });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
