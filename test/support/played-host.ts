import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { encodePktLine } from '../../agent/core/git/pkt-line.ts';
import type { KeyPair } from './raw-wire.ts';

/**
 * A server that answers as the test says, and keeps what it was asked. To the agent's own git processes, which ask for
 * a repository's own policy, each repository is empty, and what they ask is not kept.
 */
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
    request.resume();
    if (request.headers['user-agent']?.startsWith('git/') === true) return emptyRepository(request, response);
    asked.push(request);
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

/** As gitprotocol-v2 has it: capabilities for the GET, and no refs for the POST. */
export function emptyRepository({ method }: IncomingMessage, response: ServerResponse): void {
  const capabilities = ['version 2', 'ls-refs', 'fetch=shallow filter', 'object-format=sha1'];
  const lines = method === 'GET' ? ['# service=git-upload-pack', null, ...capabilities] : [];
  const what = method === 'GET' ? 'advertisement' : 'result';
  const body = [...lines, null].map((line) =>
    line === null ? '0000' : encodePktLine(Buffer.from(`${line}\n`)),
  );
  response.writeHead(200, { 'content-type': `application/x-git-upload-pack-${what}` });
  response.end(Buffer.concat(body.map((each) => Buffer.from(each))));
}
