import {
  type IncomingMessage,
  type ClientRequest as Outgoing,
  type RequestOptions,
  request as startRequest,
} from 'node:http';
import { request as startTlsRequest } from 'node:https';
import type { Socket } from 'node:net';
import type { Readable } from 'node:stream';
import { TLSSocket } from 'node:tls';
import { formatAuthority } from '../core/http/request-target.ts';
import { release } from '../release.ts';
import { type ProxySettings, proxyFor } from './corporate.ts';
import { endWithTrailers } from './trailers.ts';
import type { UpstreamRequest, UpstreamResponse } from './upstream.ts';
import type { Agents } from './upstream-agents.ts';
import { nodeCode, UpstreamError } from './upstream-error.ts';
import { upstreamHeaders } from './upstream-headers.ts';

export interface AttemptOptions {
  readonly agents: Agents;
  readonly upstreamProxy: ProxySettings | null;
  readonly maxHeaderBytes: number;
}

/** What came of sending a request once. `stale`: the pooled connection was dead, and nothing was asked of the server. */
export type Attempt =
  | { readonly kind: 'answered'; readonly response: UpstreamResponse }
  | { readonly kind: 'stale'; readonly fault: UpstreamError }
  | { readonly kind: 'failed'; readonly fault: UpstreamError };

export async function attempt(request: UpstreamRequest, options: AttemptOptions): Promise<Attempt> {
  if (request.signal.aborted)
    return { kind: 'failed', fault: errorOf(request, request.signal.reason, undefined) };
  const outgoing = start(request, options);
  let socket: Socket | undefined;
  let bytesBefore = 0;
  outgoing.once('socket', (given) => {
    socket = given;
    bytesBefore = given.bytesRead;
  });
  outgoing.on('information', ({ statusCode, rawHeaders }) => {
    try {
      request.informational?.(statusCode, rawHeaders);
    } catch (cause) {
      outgoing.destroy(unfit(request, 'an interim answer that cannot be passed on', cause));
    }
  });
  sendBody(request, outgoing);
  return await new Promise((resolve) => {
    let isAnswered = false;
    outgoing.once('response', (incoming) => {
      const status = incoming.statusCode ?? 0;
      if (status < 200 || status > 599) return void outgoing.destroy(unfit(request, `status ${status}`));
      isAnswered = true;
      // The reader of the body sees the error too; this one is for an answer that nobody reads to its end.
      incoming.on('error', () => undefined);
      resolve({
        kind: 'answered',
        response: {
          status,
          statusMessage: phraseOf(incoming),
          rawHeaders: incoming.rawHeaders,
          body: incoming,
          trailers: () => incoming.rawTrailers,
          complete: () => incoming.complete,
        },
      });
    });
    outgoing.once('upgrade', (_incoming, upgraded) => upgraded.destroy());
    outgoing.on('error', (cause) => {
      if (isAnswered) return;
      const fault = errorOf(request, cause, socket);
      const untouched = request.body?.readableDidRead !== true && socket?.bytesRead === bytesBefore;
      resolve({ kind: outgoing.reusedSocket && untouched && isReset(cause) ? 'stale' : 'failed', fault });
    });
    outgoing.once('close', () => {
      if (!isAnswered) resolve({ kind: 'failed', fault: errorOf(request, null, socket) });
    });
  });
}

function start(
  request: UpstreamRequest,
  { agents, upstreamProxy, maxHeaderBytes }: AttemptOptions,
): Outgoing {
  const { target, method } = request;
  const pool = request.fresh === true ? 'fresh' : 'pooled';
  const common: RequestOptions = {
    method,
    setHost: false,
    maxHeaderSize: maxHeaderBytes,
    signal: request.signal,
  };
  const headers = upstreamHeaders(request);
  const direct = { ...common, host: target.host, port: target.port, path: request.path, headers };
  if (target.scheme === 'https') return startTlsRequest({ ...direct, agent: agents.https[pool] });
  const proxy = proxyFor(upstreamProxy, target);
  if (proxy === null) return startRequest({ ...direct, agent: agents.http[pool] });
  return startRequest({
    ...common,
    host: proxy.host,
    port: proxy.port,
    path: `http://${formatAuthority(target)}${request.path}`,
    headers: [...headers, ...proxy.authorization()],
    agent: agents.through(proxy)[pool],
  });
}

/**
 * Sends the body at the pace of the slower side. The head goes out at once, so that the server can say
 * `100 Continue`, or no, to a client that waits for it before the first byte of the body.
 */
function sendBody(request: UpstreamRequest, outgoing: Outgoing): void {
  const { body } = request;
  if (body === null) return void outgoing.end();
  const abandon = (): void => {
    if (!body.readableEnded)
      outgoing.destroy(new UpstreamError('aborted', 'the body of the request broke off'));
  };
  outgoing.flushHeaders();
  body.once('end', () => {
    if (!outgoing.destroyed) endWithTrailers(outgoing, request.trailers?.() ?? []);
  });
  body.once('error', abandon);
  body.once('close', abandon);
  pass(body, outgoing);
}

/** A pipe that gives back the memory of what was written: a large body would else be held in good part. */
function pass(body: Readable, outgoing: Outgoing): void {
  const write = (chunk: Buffer): void => {
    if (!outgoing.write(chunk, () => release(chunk))) body.pause();
  };
  outgoing.on('drain', () => body.resume());
  outgoing.once('close', () => body.off('data', write).pause());
  body.on('data', write);
}

/** What no client could be told: the connection is given up with it. */
function unfit({ target }: UpstreamRequest, what: string, cause?: unknown): UpstreamError {
  return new UpstreamError('broken', `${formatAuthority(target)} answered with ${what}`, { cause });
}

/** The reason phrase, which nothing depends on; left out where it holds what no reason phrase may (RFC 9112, 4). */
function phraseOf({ statusMessage = '' }: IncomingMessage): string {
  return /^[\t\x20-\x7e\x80-\xff]*$/.test(statusMessage) ? statusMessage : '';
}

function isReset(cause: unknown): boolean {
  const code = nodeCode(cause);
  return code === 'ECONNRESET' || code === 'EPIPE';
}

function errorOf(request: UpstreamRequest, cause: unknown, socket: Socket | undefined): UpstreamError {
  if (cause instanceof UpstreamError) return cause;
  const where = formatAuthority(request.target);
  if (request.signal.aborted)
    return new UpstreamError('aborted', `the request to ${where} was given up`, { cause });
  if (socket instanceof TLSSocket && socket.authorizationError) {
    return new UpstreamError('untrusted', `the certificate of ${where} did not verify: ${nodeCode(cause)}`, {
      cause,
    });
  }
  return new UpstreamError('broken', `${where} broke off before it answered: ${nodeCode(cause)}`, { cause });
}
