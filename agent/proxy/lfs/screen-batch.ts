import { once } from 'node:events';
import { hostKind } from '../../../policy/hosts.ts';
import { classifyGitPath } from '../../core/git/git-path.ts';
import {
  encodeLfsAnswer,
  encodeOwnPlaces,
  type LfsAction,
  type LfsObject,
  type LfsPointer,
} from '../../core/git/lfs-batch.ts';
import { gatewaySegment } from '../../core/http/gateway-path.ts';
import { withoutHeaders } from '../../core/http/headers.ts';
import type { ClientRequest } from '../client.ts';
import type { ExchangePorts } from '../ports.ts';
import type { Forwarded, Route, Screened } from '../stages.ts';
import { enforcedPolicy } from '../steps/enforced-policy.ts';
import type { UpstreamResponse } from '../upstream.ts';
import { answeredObjects, brokenAnswer, holdsCredential } from './read-answer.ts';

type BatchRoute = Extract<Route, { kind: 'git.fetch' | 'lfs' }>;

interface Batch {
  readonly route: BatchRoute;
  readonly operation: 'download' | 'upload';
  readonly response: UpstreamResponse;
}

/**
 * Says where objects are, written anew. Servers answer with the very credential that they were asked with, or with an address
 * that opens one object for whoever has it. Uploads, and downloads through a gateway, are given places of the agent's
 * own, so that what goes there is judged. Other downloads: where the answer came of a credential of the broker's, the
 * client is given no header, and no address on a host that the policy does not govern. Exit `upstream-broken`.
 */
export async function screenLfsBatch(
  forwarded: Forwarded,
  { route, operation, response }: Batch,
  ports: ExchangePorts,
): Promise<Screened> {
  const { client } = route;
  const { host } = client.target;
  const objects = await answeredObjects(response, { host, step: 'screen' }, ports);
  const isOwn = operation === 'upload' || client.via === 'gateway';
  const text = isOwn
    ? encodeOwnPlaces(objects, operation, ownPlace(client, ports))
    : await downloads(forwarded, { route, objects }, ports);
  const { credential } = forwarded;
  if ((isOwn || credential.kind === 'brokered') && holdsCredential(text, credential, client)) {
    throw brokenAnswer('screen', `the answer of ${host} holds the credential that it was asked with`);
  }
  const bytes = Buffer.from(text);
  const headers = withoutHeaders(response.rawHeaders, REFRAMED);
  client.response.head(response.status, response.statusMessage, [
    ...headers,
    'Content-Length',
    String(bytes.length),
  ]);
  if (!client.response.body.write(bytes))
    await once(client.response.body, 'drain', { signal: client.signal });
  await client.response.end([]);
  return {
    ...forwarded,
    outcome: { status: response.status, bytes: bytes.length, objects: objects.length },
    result: 'succeeded',
  };
}

async function downloads(
  { credential }: Forwarded,
  { route, objects }: { readonly route: BatchRoute; readonly objects: readonly LfsObject[] },
  ports: ExchangePorts,
): Promise<string> {
  const policy = await enforcedPolicy(ports, 'screen');
  const isBrokered = credential.kind === 'brokered';
  if (isBrokered) {
    const governs = (host: string): boolean => hostKind(policy.hosts, host) !== null;
    for (const { download } of objects) if (download !== null) refuseElsewhere(download, route, governs);
  }
  return encodeLfsAnswer(objects, { keepsHeaders: !isBrokered });
}

/** Where clients of this agent reach it for one object: below the place that they asked, by the name that they asked it. */
function ownPlace(
  { target, path }: ClientRequest,
  { gateway }: Pick<ExchangePorts, 'gateway'>,
): (pointer: LfsPointer) => string {
  const base = path.slice(0, path.lastIndexOf('/'));
  const host =
    gateway === null ? `https://${gatewaySegment(target)}` : `${gateway.url}/${gatewaySegment(target)}`;
  return ({ oid, size }) => `${host}${base}/${oid}/${size}`;
}

/** Headers that described the body as the server sent it. */
const REFRAMED = ['content-length', 'transfer-encoding', 'content-encoding', 'trailer', 'etag'];

/** On the host that was asked, only an address that gets a credential of the broker's again leads anywhere. */
function refuseElsewhere(
  download: LfsAction,
  { client, repository }: BatchRoute,
  governs: (host: string) => boolean,
): void {
  const { host, port } = client.target;
  const isAsked = download.host === host && download.port === port;
  if (!isAsked && governs(download.host)) return;
  const path = classifyGitPath('GET', download.path);
  const isOwn = path.kind === 'lfs' && path.part.kind === 'object' && path.repository === repository.path;
  if (isAsked && isOwn) return;
  throw brokenAnswer(
    'screen',
    isAsked
      ? `${host} has the objects at a place of its own that no credential of the agent's opens`
      : `${host} leads to ${download.host} for an object, which the policy does not govern`,
  );
}
