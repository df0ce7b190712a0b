import { readFile } from 'node:fs/promises';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { Socket } from 'node:net';
import { connect } from 'node:tls';
import type { SessionGrant } from '../../protocol/control.ts';

export interface Asked {
  readonly method?: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
  /** Closes the connection as soon as the answer holds this. */
  readonly closeAfter?: string;
  /** Closes the connection when it aborts. */
  readonly leave?: AbortSignal;
}

/** What a client was answered, in the pieces in which it came. */
export interface Answered {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly text: string;
  readonly pieces: readonly string[];
  /** False when the connection broke before the answer was whole. */
  readonly whole: boolean;
}

/** Asks `host` as a program of this session would: CONNECT with its secret, TLS that trusts the agent's CA alone. */
export async function askThrough(
  session: SessionGrant,
  target: { readonly host: string; readonly port: number },
  asked: Asked,
): Promise<Answered> {
  const socket = await connectThrough(session, target);
  const ca = await readFile(session.caFile);
  const tls = connect({ socket, servername: target.host, ca, ALPNProtocols: ['http/1.1'] });
  try {
    return await new Promise<Answered>((resolve, reject) => {
      const request = httpsRequest(
        {
          host: target.host,
          port: target.port,
          method: asked.method ?? (asked.body === undefined ? 'GET' : 'POST'),
          path: asked.path,
          headers: { ...contentType(asked), ...asked.headers },
          createConnection: () => tls,
        },
        (response) => void collected(response, asked).then(resolve, reject),
      );
      request.on('error', reject);
      request.end(asked.body);
    });
  } finally {
    tls.destroy();
  }
}

function contentType({ body }: Asked): Readonly<Record<string, string>> {
  return body === undefined
    ? {}
    : { 'content-type': 'application/json', 'content-length': String(Buffer.byteLength(body)) };
}

async function collected(
  response: IncomingMessage,
  { closeAfter, leave }: Pick<Asked, 'closeAfter' | 'leave'>,
): Promise<Answered> {
  const pieces: string[] = [];
  leave?.addEventListener('abort', () => response.destroy());
  response.setEncoding('utf8');
  let whole = true;
  try {
    for await (const piece of response as AsyncIterable<string>) {
      pieces.push(piece);
      if (closeAfter !== undefined && pieces.join('').includes(closeAfter)) response.destroy();
    }
  } catch {
    whole = false;
  }
  return {
    status: response.statusCode ?? 0,
    headers: response.headers,
    text: pieces.join(''),
    pieces,
    whole: whole && response.complete,
  };
}

function connectThrough(
  session: SessionGrant,
  target: { readonly host: string; readonly port: number },
): Promise<Socket> {
  const proxy = new URL(session.proxyUrl);
  const credentials = Buffer.from(`${proxy.username}:${proxy.password}`).toString('base64');
  return new Promise((resolve, reject) => {
    const request = httpRequest({
      host: proxy.hostname,
      port: proxy.port,
      method: 'CONNECT',
      path: `${target.host}:${target.port}`,
      headers: { 'proxy-authorization': `Basic ${credentials}` },
      agent: false,
    });
    request.on('error', reject);
    request.on('connect', (response, socket) => {
      if (response.statusCode === 200) resolve(socket as Socket);
      else reject(new Error(`CONNECT was answered ${response.statusCode}`));
    });
    request.end();
  });
}
