import { performServerHandshake, type ServerHttp2Session, type ServerHttp2Stream } from 'node:http2';
import type { TLSSocket } from 'node:tls';
import type { RawHeaders } from '../core/http/headers.ts';
import { acceptHead, askedOf, type Origin } from './accept.ts';
import { http2Head, http2Request, refuseHttp2 } from './http2-client.ts';
import type { ListenerOptions } from './listener-options.ts';
import { type ListenerRefusal, refusal, report } from './listener-refusal.ts';
import { nodeCode } from './upstream-error.ts';

const WINDOW_BYTES = 256 * 1024;
const MAX_HEADER_FIELDS = 512;

/** Reads h2 from a TLS connection of ours and hands each of its requests to `onRequest`. */
export function serveHttp2(socket: TLSSocket, origin: Origin, options: ListenerOptions): ServerHttp2Session {
  const { limits } = options;
  const session = performServerHandshake(socket, {
    settings: {
      maxConcurrentStreams: limits.maxStreams,
      maxHeaderListSize: limits.maxHeaderBytes,
      initialWindowSize: WINDOW_BYTES,
    },
    maxHeaderListPairs: MAX_HEADER_FIELDS,
    strictSingleValueFields: false,
  });
  let open = 0;
  session.on('error', (fault) => {
    // What nghttp2 cannot read; other errors are those of a client that has gone.
    if (nodeCode(fault) === 'ERR_HTTP2_ERROR')
      report(malformed('the connection speaks no h2', origin), options);
  });
  session.setTimeout(limits.idleTimeoutMs);
  // Not as a callback of `setTimeout`, which is called only once: a stream may be open at that moment.
  session.on('timeout', () => {
    if (open === 0) session.close();
  });
  session.on(
    'stream',
    (stream: ServerHttp2Stream, _headers: unknown, _flags: number, rawHeaders: RawHeaders) => {
      open += 1;
      stream.once('close', () => {
        open -= 1;
      });
      serveStream(stream, rawHeaders, { origin, options });
    },
  );
  return session;
}

function serveStream(
  stream: ServerHttp2Stream,
  rawHeaders: RawHeaders,
  { origin, options }: { readonly origin: Origin; readonly options: ListenerOptions },
): void {
  const head = http2Head(rawHeaders, stream.endAfterHeaders);
  const accepted =
    head === null
      ? malformed('the stream is no plain HTTP request', origin)
      : acceptHead(head, origin, options.authenticate);
  if (accepted.kind === 'refused') {
    report(accepted, options);
    refuseHttp2(stream, accepted);
    return;
  }
  const request = http2Request(stream, accepted);
  options.onRequest(request).catch((fault: unknown) => {
    request.response.destroy();
    options.fault(fault);
  });
}

function malformed(reason: string, origin: Origin): ListenerRefusal {
  return refusal('malformed', reason, askedOf({ target: '', rawHeaders: [] }, origin));
}
