import { PassThrough, Readable } from 'node:stream';
import type { ClientRequest } from '../../agent/proxy/client.ts';

/** What a client was told, as it came. */
export interface Told {
  status: number;
  headers: readonly string[];
  body: string;
  ended: boolean;
  destroyed: boolean;
}

/** A request whose answer is kept. `more` replaces any part of it but the answer. */
export function toldClient(more: Partial<Omit<ClientRequest, 'response'>> = {}): {
  readonly request: ClientRequest;
  readonly told: Told;
} {
  const told: Told = { status: 0, headers: [], body: '', ended: false, destroyed: false };
  const sink = new PassThrough();
  sink.on('data', (chunk: Buffer) => {
    told.body += chunk.toString('latin1');
  });
  const request: ClientRequest = {
    kind: 'request',
    httpVersion: '1.1',
    via: 'proxy',
    target: { scheme: 'https', host: 'github.com', port: 443 },
    credentials: null,
    method: 'GET',
    path: '/',
    rawHeaders: [],
    body: Readable.from([]),
    trailers: () => [],
    expectsContinue: false,
    signal: new AbortController().signal,
    ...more,
    response: {
      get headSent() {
        return told.status !== 0;
      },
      informational: () => undefined,
      head: (status, _message, headers) => void Object.assign(told, { status, headers }),
      body: sink,
      end: async () => void Object.assign(told, { ended: true }),
      destroy: () => void Object.assign(told, { destroyed: true }),
    },
  };
  return { request, told };
}
