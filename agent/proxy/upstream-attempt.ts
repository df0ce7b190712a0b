import { formatAuthority } from '../core/http/request-target.ts';
import { requestText } from '../core/http/request-text.ts';
import { type ProxySettings, proxyFor } from './corporate.ts';
import type { UpstreamRequest } from './upstream.ts';
import { UpstreamError } from './upstream-error.ts';
import { upstreamHeaders } from './upstream-headers.ts';
import type { Places } from './upstream-places.ts';
import type { Place, UpstreamPool } from './upstream-pool.ts';
import type { Attempt, TurnRequest } from './upstream-turn.ts';

export interface AttemptOptions {
  readonly pool: UpstreamPool;
  readonly places: Places;
  readonly upstreamProxy: ProxySettings | null;
}

/** Sends a request once. */
export async function attempt(request: UpstreamRequest, options: AttemptOptions): Promise<Attempt> {
  // The sender of the body sees the error too; this one is for the time before there is a connection.
  request.body?.on('error', () => undefined);
  try {
    request.signal.throwIfAborted();
    const way = wayOf(request, options);
    const { fresh = false, signal } = request;
    const connection =
      (fresh ? null : options.pool.lend(way.place)) ??
      (await options.pool.take(way.place, { fresh, signal }));
    return await connection.exchange(way);
  } catch (cause) {
    if (cause instanceof UpstreamError) return { kind: 'failed', fault: cause };
    if (!request.signal.aborted) throw cause;
    const message = `the request to ${formatAuthority(request.target)} was given up`;
    return { kind: 'failed', fault: new UpstreamError('aborted', message, { cause }) };
  }
}

function wayOf(
  request: UpstreamRequest,
  { places, upstreamProxy }: AttemptOptions,
): TurnRequest & { readonly place: Place } {
  const { method, target, path } = request;
  const proxy = target.scheme === 'http' ? proxyFor(upstreamProxy, target) : null;
  if (proxy === null) {
    return {
      request,
      text: requestText(method, path, upstreamHeaders(request)),
      place: places.direct(target),
    };
  }
  const headers = upstreamHeaders(request, proxy.authorization());
  const url = `http://${formatAuthority(target)}${path}`;
  return { request, text: requestText(method, url, headers), place: places.through(proxy) };
}
