import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { KeyPair } from './raw-wire.ts';

/** A server that answers as the test says, and keeps what it was asked. */
export interface PlayedHost {
  readonly port: number;
  readonly asked: readonly Pick<IncomingMessage, 'method' | 'url' | 'headers'>[];
  answerWith(answer: (response: ServerResponse) => void): void;
  close(): Promise<void>;
}

export async function playHost(certificate: KeyPair): Promise<PlayedHost> {
  const asked: Pick<IncomingMessage, 'method' | 'url' | 'headers'>[] = [];
  let answer = (response: ServerResponse): void => void response.writeHead(404).end();
  const server = createServer({ key: certificate.key, cert: certificate.cert }, (request, response) => {
    asked.push(request);
    request.resume();
    answer(response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    asked,
    answerWith: (next) => {
      answer = next;
    },
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
