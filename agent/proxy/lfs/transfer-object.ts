import { Readable } from 'node:stream';
import type { Repository } from '../../../protocol/operation.ts';
import {
  encodeLfsRequest,
  type LfsAction,
  type LfsObject,
  type LfsPointer,
} from '../../core/git/lfs-batch.ts';
import { gatewaySegment } from '../../core/http/gateway-path.ts';
import { replaceHeader } from '../../core/http/headers.ts';
import { askedUpstream } from '../asked-upstream.ts';
import type { ClientRequest } from '../client.ts';
import type { ExchangePorts } from '../ports.ts';
import type { Authorized } from '../stages.ts';
import { sentHeaders } from '../steps/sent-headers.ts';
import type { UpstreamRequest, UpstreamResponse } from '../upstream.ts';
import { checkedBytes } from './checked-bytes.ts';
import { clientsRight, objectPlace } from './object-place.ts';
import { answeredObjects, brokenAnswer } from './read-answer.ts';

interface Transfer {
  readonly client: ClientRequest;
  readonly repository: Repository;
  readonly ask: { readonly kind: 'upload' | 'download' } & LfsPointer;
}

/**
 * Puts or gets one object at the place that its host names when it is asked now, by a batch of the agent's own: what the
 * host said before needs not be kept, by this agent or another, and the client sees neither the place nor the right that
 * opens it. An upload is verified where the host wants that. Exits `upstream-unreachable`, `upstream-broken`.
 */
export async function transferObject(
  authorized: Authorized,
  transfer: Transfer,
  ports: ExchangePorts,
): Promise<UpstreamResponse> {
  const { client, ask } = transfer;
  const answer = await askedUpstream(authorized, batchRequest(authorized, transfer), ports);
  if (answer.status !== 200) return answer;
  const { host } = client.target;
  const objects = await answeredObjects(answer, { host, step: 'forward' }, ports);
  const object = onlyOne(objects, transfer);
  const work = { authorized, transfer, ports };
  return ask.kind === 'upload' ? put(object, work) : get(object, work);
}

interface Work {
  readonly authorized: Authorized;
  readonly transfer: Transfer;
  readonly ports: ExchangePorts;
}

const JSON_TYPE = 'application/vnd.git-lfs+json';
const JSON_FIELDS = ['Accept', JSON_TYPE, 'Content-Type', JSON_TYPE];

function batchRequest({ credential, signal }: Authorized, { client, ask }: Transfer): UpstreamRequest {
  const { kind: operation, oid, size } = ask;
  const base = client.path.slice(0, client.path.lastIndexOf('/objects/'));
  const fields = ['Host', gatewaySegment(client.target), ...JSON_FIELDS, ...clientsRight(client.rawHeaders)];
  return {
    target: client.target,
    method: 'POST',
    path: `${base}/objects/batch`,
    rawHeaders: sentHeaders(credential, fields),
    ...whole(encodeLfsRequest({ operation, objects: [{ oid, size }], ref: null })),
    signal,
  };
}

function whole(text: string): Pick<UpstreamRequest, 'body' | 'contentLength'> {
  const bytes = Buffer.from(text);
  return { body: Readable.from([bytes], { objectMode: false }), contentLength: bytes.length };
}

function onlyOne(objects: readonly LfsObject[], { client, ask }: Transfer): LfsObject {
  const { host } = client.target;
  const [object, ...others] = objects;
  if (object === undefined || others.length > 0 || object.oid !== ask.oid || object.size !== ask.size) {
    throw brokenAnswer('forward', `${host} answers for another object than it was asked for`);
  }
  if (object.error === null) return object;
  // What it says in words is the host's, and may repeat what it was asked with.
  throw brokenAnswer('forward', `${host} has no place for the object: ${object.error.code}`);
}

async function put({ upload, verify }: LfsObject, work: Work): Promise<UpstreamResponse> {
  const { authorized, transfer } = work;
  const { payload } = authorized;
  if (payload.kind !== 'object') throw new Error('an object is put that was not taken');
  // The host has it already.
  if (upload === null) return taken();
  const { size } = transfer.ask;
  const body = payload.file.read();
  try {
    await done(upload, { method: 'PUT', type: 'application/octet-stream', body, contentLength: size }, work);
  } finally {
    body.destroy();
  }
  if (verify === null) return taken();
  const { oid } = transfer.ask;
  await done(verify, { method: 'POST', type: JSON_TYPE, ...whole(JSON.stringify({ oid, size })) }, work);
  return taken();
}

type Sent = Pick<UpstreamRequest, 'method' | 'body' | 'contentLength'> & { readonly type: string };

/** Returns once the place has taken what was sent there. It is not followed anywhere. */
async function done(action: LfsAction, { type, ...sent }: Sent, work: Work): Promise<void> {
  const { authorized, transfer, ports } = work;
  const place = await objectPlace(action, { authorized, route: { kind: 'lfs', ...transfer } }, ports);
  const named = place.rawHeaders.some((name, at) => at % 2 === 0 && name.toLowerCase() === 'content-type');
  const rawHeaders = named ? place.rawHeaders : replaceHeader(place.rawHeaders, 'Content-Type', type);
  const response = await askedUpstream(
    authorized,
    { ...place, ...sent, rawHeaders, signal: authorized.signal },
    ports,
  );
  response.body.destroy();
  if (response.status >= 200 && response.status < 300) return;
  throw brokenAnswer('forward', `${action.host} did not take the object: status ${response.status}`);
}

async function get({ download }: LfsObject, work: Work): Promise<UpstreamResponse> {
  const { authorized, transfer, ports } = work;
  if (download === null) {
    throw brokenAnswer('forward', `${transfer.client.target.host} has no place for the object`);
  }
  const place = await objectPlace(download, { authorized, route: { kind: 'lfs', ...transfer } }, ports);
  const asked = { ...place, method: 'GET', body: null, contentLength: null, signal: authorized.signal };
  const response = await askedUpstream(authorized, asked, ports);
  if (response.status !== 200) {
    response.body.destroy();
    throw brokenAnswer('forward', `${download.host} did not give the object: status ${response.status}`);
  }
  const checked = checkedBytes(response.body, transfer.ask);
  return {
    ...{ status: 200, statusMessage: 'OK', body: checked },
    rawHeaders: ['Content-Type', 'application/octet-stream', 'Content-Length', String(transfer.ask.size)],
    trailers: () => [],
    complete: () => response.complete(),
  };
}

/** What a client is told of a host's `200`: nothing that the place said. */
function taken(): UpstreamResponse {
  const bytes = Buffer.from('{}');
  return {
    ...{ status: 200, statusMessage: 'OK', body: Readable.from([bytes], { objectMode: false }) },
    rawHeaders: ['Content-Type', JSON_TYPE, 'Content-Length', String(bytes.length)],
    trailers: () => [],
    complete: () => true,
  };
}
