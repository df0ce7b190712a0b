import { Readable } from 'node:stream';
import type { RefUpdate } from '../../../protocol/operation.ts';
import { encodePushRequest } from '../../core/git/encode-push-request.ts';
import { withoutHeaders } from '../../core/http/headers.ts';
import { gatewayAnswer } from '../../gateway/answers.ts';
import { askedUpstream } from '../asked-upstream.ts';
import { hasBody, lengthOf } from '../body-framing.ts';
import type { ClientRequest, ClientTunnel, TunnelOutcome } from '../client.ts';
import { DECODED_CODINGS } from '../content-coding.ts';
import { githubPath, githubRequest } from '../github/github-request.ts';
import { transferObject } from '../lfs/transfer-object.ts';
import type { ExchangePorts } from '../ports.ts';
import { refuseRevoked } from '../revoked-refusal.ts';
import type { Authorized, Forwarded, Route } from '../stages.ts';
import type { UpstreamRequest, UpstreamResponse } from '../upstream.ts';
import { sentHeaders } from './sent-headers.ts';

/**
 * Sends what was judged, to the target it was judged for. Exit `upstream-unreachable`: the server could not be
 * reached, its certificate did not verify, or it went away before it answered. Of an object of
 * Git LFS also those of `transferObject`, at a gateway those of `gatewayAnswer`.
 */
export async function forward(authorized: Authorized, ports: ExchangePorts): Promise<Forwarded> {
  refuseRevoked('forward', authorized.signal);
  const { route } = authorized;
  if (route.kind === 'tunnel') {
    return { ...authorized, via: 'tunnel', tunnel: await openTunnel(route.client, authorized.signal) };
  }
  await ports.gateway?.vouch(authorized);
  const response = await responseTo(authorized, route, ports);
  if (ports.gateway === null) return { ...authorized, via: 'upstream', response };
  const { target } = route.client;
  const path = route.kind === 'github' ? githubPath(route) : route.client.path;
  const { credential } = authorized;
  const { gateway } = ports;
  return {
    ...authorized,
    via: 'upstream',
    response: gatewayAnswer(response, { target, path, credential, gateway }),
  };
}

async function responseTo(
  authorized: Authorized,
  route: Exclude<Route, { kind: 'tunnel' }>,
  ports: ExchangePorts,
): Promise<UpstreamResponse> {
  if (route.kind === 'lfs' && (route.ask.kind === 'upload' || route.ask.kind === 'download')) {
    return transferObject(
      authorized,
      { client: route.client, repository: route.repository, ask: route.ask },
      ports,
    );
  }
  return askedUpstream(authorized, await requestOf(authorized, route.client), ports);
}

/** A tunnel has no request to give up: it is cut when the session ends. */
async function openTunnel(client: ClientTunnel, signal: AbortSignal): Promise<TunnelOutcome> {
  const cut = (): void => client.cut();
  signal.addEventListener('abort', cut, { once: true });
  try {
    return await client.open();
  } finally {
    signal.removeEventListener('abort', cut);
  }
}

async function requestOf(authorized: Authorized, client: ClientRequest): Promise<UpstreamRequest> {
  if (authorized.route.kind === 'github') return githubRequest(authorized, authorized.route);
  const common = {
    target: client.target,
    method: client.method,
    path: client.path,
    informational: (status: number, headers: readonly string[]) =>
      client.response.informational(status, headers),
    fresh: authorized.wasHeld,
    signal: authorized.signal,
  };
  switch (authorized.payload.kind) {
    case 'none':
      return { ...common, rawHeaders: headersOf(authorized, client), body: null, contentLength: null };
    case 'stream':
      return {
        ...common,
        rawHeaders: headersOf(authorized, client),
        body: hasBody(client) ? client.body : null,
        contentLength: lengthOf(client),
        trailers: () => client.trailers(),
      };
    case 'probe':
      return bufferedRequest(common, authorized, Buffer.from('0000'));
    case 'push':
      return { ...common, ...(await pushBody(authorized, client)) };
    case 'attachment':
    case 'bytes':
      return bufferedRequest(common, authorized, authorized.payload.bytes);
    case 'call':
    case 'object':
      throw new Error('only an API is called, and an object is put elsewhere');
    case 'text':
      return textRequest(common, authorized, client);
  }
}

type Common = Pick<UpstreamRequest, 'target' | 'method' | 'path' | 'informational' | 'fresh' | 'signal'>;

function bufferedRequest(common: Common, authorized: Authorized, body: Buffer): UpstreamRequest {
  const client = authorized.client as ClientRequest;
  return {
    ...common,
    rawHeaders: withoutHeaders(headersOf(authorized, client), REFRAMED),
    body: Readable.from([body], { objectMode: false }),
    contentLength: body.length,
  };
}

/** What leaves is the text as the mask step left it; what comes back is asked for in codings that we read. */
function textRequest(common: Common, authorized: Authorized, client: ClientRequest): UpstreamRequest {
  const body = authorized.outgoing === null ? null : Buffer.from(authorized.outgoing);
  const isRead = authorized.payload.kind === 'text' && authorized.payload.answer !== null;
  const headers = withoutHeaders(
    sentHeaders(authorized.credential, client.rawHeaders),
    isRead ? [...REFRAMED, 'accept-encoding'] : REFRAMED,
  );
  return {
    ...common,
    rawHeaders: isRead ? [...headers, 'Accept-Encoding', DECODED_CODINGS] : headers,
    body: body === null ? null : Readable.from([body], { objectMode: false }),
    contentLength: body?.length ?? null,
  };
}

/** Headers that described the body as the client sent it; ours is framed anew. */
const REFRAMED = ['content-length', 'transfer-encoding', 'content-encoding', 'expect'];

/** The accepted ref updates with the objects they need, and nothing of the refused ones. */
async function pushBody(
  authorized: Authorized,
  client: ClientRequest,
): Promise<Pick<UpstreamRequest, 'rawHeaders' | 'body' | 'contentLength'>> {
  const { payload } = authorized;
  if (payload.kind !== 'push') throw new Error('only a push has a pack');
  const accepted = acceptedUpdates(authorized);
  const head = encodePushRequest(payload.request, accepted);
  const pack = await payload.quarantine.packFor(accepted);
  return {
    rawHeaders: withoutHeaders(headersOf(authorized, client), REFRAMED),
    body: Readable.from(concat(head, pack?.body ?? null), { highWaterMark: 1 }),
    contentLength: head.length + (pack?.length ?? 0),
  };
}

async function* concat(head: Uint8Array, pack: Readable | null): AsyncGenerator<Uint8Array> {
  yield head;
  if (pack !== null) yield* pack;
}

function acceptedUpdates(authorized: Pick<Authorized, 'outcomes'>): readonly RefUpdate[] {
  return authorized.outcomes.flatMap((outcome) =>
    outcome.kind === 'accepted' && outcome.action.kind === 'git.push' ? [outcome.action.update] : [],
  );
}

/**
 * The client's headers, less what would make the answer unreadable to us: a push's advertisement and result are
 * read on their way back, so they are asked for uncompressed and in protocol version 0.
 */
function headersOf(authorized: Authorized, client: ClientRequest): readonly string[] {
  const { route } = authorized;
  const isPush =
    route.kind === 'git.push' || (route.kind === 'git.advertise' && route.service === 'git-receive-pack');
  const headers = sentHeaders(authorized.credential, client.rawHeaders);
  if (!isPush) return headers;
  return [...withoutHeaders(headers, ['accept-encoding', 'git-protocol']), 'Accept-Encoding', 'identity'];
}
