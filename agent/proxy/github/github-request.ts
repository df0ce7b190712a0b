import { Readable } from 'node:stream';
import { replaceHeader, withoutHeaders } from '../../core/http/headers.ts';
import { DECODED_CODINGS } from '../content-coding.ts';
import type { Authorized, CallPayload, Route } from '../stages.ts';
import { sentHeaders } from '../steps/sent-headers.ts';
import type { UpstreamRequest } from '../upstream.ts';
import { refusalOfCall } from './refuse-call.ts';

type GithubRoute = Extract<Route, { kind: 'github' }>;

/** Headers that described the body as the client sent it; ours is framed anew. */
const REFRAMED = ['content-length', 'transfer-encoding', 'content-encoding', 'expect'];
/** Headers by which a server answers with less than the whole, of which nothing could be masked. */
const PARTIAL = ['if-none-match', 'if-modified-since', 'if-range', 'range', 'accept-encoding'];

/**
 * The call as it was judged: its path in the one spelling, its body as it was read and bound. Where the answer is
 * masked the whole of it is asked for, in a coding that is read here, and never "not modified": what a client has kept
 * from before may be another form of it. Exit `inspection-failed`: what it was held for is no longer there.
 */
export async function githubRequest(authorized: Authorized, route: GithubRoute): Promise<UpstreamRequest> {
  const { client } = route;
  const { payload, obligations } = authorized;
  if (payload.kind === 'call' && authorized.wasHeld) await confirmed(payload);
  const bytes = bodyOf(authorized);
  const isMasked = obligations.mask.kind !== 'nothing';
  const own = sentHeaders(authorized.credential, client.rawHeaders);
  const headers = withoutHeaders(own, isMasked ? [...REFRAMED, ...PARTIAL] : REFRAMED);
  if (isMasked) headers.push('Accept-Encoding', DECODED_CODINGS);
  const isJson = payload.kind === 'call' && bytes !== null;
  return {
    target: client.target,
    method: client.method,
    path: githubPath(route),
    rawHeaders: isJson ? replaceHeader(headers, 'Content-Type', JSON_TYPE) : headers,
    body: bytes === null ? null : Readable.from([bytes], { objectMode: false }),
    contentLength: bytes?.length ?? null,
    informational: (status, informed) => client.response.informational(status, informed),
    fresh: authorized.wasHeld,
    signal: authorized.signal,
  };
}

/** While it was held, a branch may have moved, or a pull request may have got another base. */
async function confirmed(payload: CallPayload): Promise<void> {
  try {
    await payload.confirm();
  } catch (cause) {
    throw refusalOfCall(cause, 'forward');
  }
}

/** What was read as JSON is sent as JSON, whatever the client called it. */
const JSON_TYPE = 'application/json; charset=utf-8';

function bodyOf({ payload, outgoing }: Authorized): Buffer | null {
  if (payload.kind === 'bytes') return payload.bytes;
  return outgoing === null ? null : Buffer.from(outgoing);
}

/** In its one spelling, with its query. */
export function githubPath({ client, call }: GithubRoute): string {
  if (call === null) return client.path;
  return call.query === '' ? call.path : `${call.path}?${call.query}`;
}
