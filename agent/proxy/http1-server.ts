import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { type Acceptance, askedOf, type Origin, type RequestHead } from './accept.ts';
import type { Connections } from './connections.ts';
import { http1Request, refuseHttp1 } from './http1-client.ts';
import type { ListenerOptions } from './listener-options.ts';
import { refusal, report } from './listener-refusal.ts';
import { endMalformed } from './parse-fault.ts';

interface Message {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

/** What an HTTP/1.1 server of ours needs of whoever listens. */
export interface Http1Options extends Pick<ListenerOptions, 'onRequest' | 'refused' | 'fault' | 'limits'> {
  /** Says for whom a request is. */
  accept(head: RequestHead, origin: Origin): Acceptance;
}

export type OnConnect = (request: IncomingMessage, socket: Duplex, head: Buffer) => void;

/**
 * An HTTP/1.1 server that never listens. Whoever does gives it connections by `emit('connection')`: those of a proxy port,
 * or the decrypted insides of its CONNECTs or of a gateway's TLS. To be closed, since it looks for slow clients till then.
 */
export function createHttp1Server(
  options: Http1Options,
  connections: Connections,
  onConnect: OnConnect,
): Server {
  const { limits } = options;
  const server = createServer({
    maxHeaderSize: limits.maxHeaderBytes,
    headersTimeout: limits.headersTimeoutMs,
    // A body may take as long as it moves; how long an exchange may last is not decided here.
    requestTimeout: 0,
    keepAliveTimeout: limits.idleTimeoutMs,
    connectionsCheckingInterval: Math.min(limits.headersTimeoutMs, 5000),
    insecureHTTPParser: false,
    // Node would answer without a word to anybody; `acceptHead` refuses it.
    requireHostHeader: false,
    optimizeEmptyRequests: true,
  });
  // Node drops fields above this number without a word; the bound in bytes is the one that refuses.
  server.maxHeadersCount = 0;
  const serve = (message: Message, expectsContinue: boolean): void => {
    serveMessage(message, expectsContinue, { options, connections });
  };
  server.on('connection', (socket: Duplex) => connections.add(socket));
  server.on('request', (request, response) => serve({ request, response }, false));
  server.on('checkContinue', (request, response) => serve({ request, response }, true));
  // Without this listener Node says 417 on its own.
  server.on('checkExpectation', (request, response) =>
    refuseExpectation({ request, response }, { options, connections }),
  );
  server.on('connect', onConnect);
  server.on('clientError', (fault, socket) =>
    endMalformed(fault, socket, { connection: connections.of(socket), options }),
  );
  // With this Node begins to look for heads that do not come in time, and to know which connections rest.
  server.emit('listening');
  return server;
}

function refuseExpectation(
  message: Message,
  { options, connections }: { readonly options: Http1Options; readonly connections: Connections },
): void {
  const { url = '', rawHeaders, socket } = message.request;
  const asked = askedOf({ target: url, rawHeaders }, connections.of(socket).origin);
  const refused = refusal('malformed', 'the request expects something else than 100-continue', asked);
  report(refused, options);
  refuseHttp1(message, refused);
}

function serveMessage(
  message: Message,
  expectsContinue: boolean,
  { options, connections }: { readonly options: Http1Options; readonly connections: Connections },
): void {
  const { request, response } = message;
  const connection = connections.of(request.socket);
  const head = { method: request.method ?? '', target: request.url ?? '', rawHeaders: request.rawHeaders };
  const accepted = acceptVersion(request.httpVersion, head, { origin: connection.origin, options });
  if (accepted.kind === 'refused') {
    report(accepted, options);
    refuseHttp1(message, accepted);
    return;
  }
  const client = http1Request(message, accepted, {
    expectsContinue,
    isClosing: () => connections.isClosing,
    fate: connection.fateOf(response),
  });
  options.onRequest(client).catch((fault: unknown) => {
    client.response.destroy();
    options.fault(fault);
  });
}

/** HTTP/1.0 has other framing rules, and nobody speaks it through a proxy any more. */
function acceptVersion(
  version: string,
  head: RequestHead,
  { origin, options }: { readonly origin: Origin; readonly options: Http1Options },
): Acceptance {
  if (version === '1.1') return options.accept(head, origin);
  return refusal('unsupported-version', 'only HTTP/1.1 and HTTP/2 are spoken here', askedOf(head, origin));
}
