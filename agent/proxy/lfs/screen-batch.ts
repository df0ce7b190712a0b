import { once } from 'node:events';
import { hostKind } from '../../../policy/hosts.ts';
import { classifyGitPath } from '../../core/git/git-path.ts';
import {
  encodeLfsAnswer,
  type LfsDownload,
  LfsError,
  type LfsObject,
  readLfsAnswer,
} from '../../core/git/lfs-batch.ts';
import { withoutHeaders } from '../../core/http/headers.ts';
import { ContentCodingError, codingOf, collect, decoded } from '../content-coding.ts';
import { broken } from '../copilot/pass-answer.ts';
import type { ExchangePorts } from '../ports.ts';
import { Refusal } from '../refusal.ts';
import type { Forwarded, OutgoingCredential, Route, Screened } from '../stages.ts';
import { enforcedPolicy } from '../steps/enforced-policy.ts';
import type { UpstreamResponse } from '../upstream.ts';

type FetchRoute = Extract<Route, { kind: 'git.fetch' }>;

/**
 * Says where objects are, written anew. Servers answer with the very credential that they were asked with, or with an address
 * that opens one object for whoever has it: where that came of a credential of the broker's, the client is given
 * no header, and no address on a host that the policy does not govern. Exit `upstream-broken`.
 */
export async function screenLfsBatch(
  forwarded: Forwarded,
  { route, response }: { readonly route: FetchRoute; readonly response: UpstreamResponse },
  ports: ExchangePorts,
): Promise<Screened> {
  const { credential } = forwarded;
  const { client } = route;
  const policy = await enforcedPolicy(ports, 'screen');
  const objects = await objectsIn(route, response, ports);
  const isBrokered = credential.kind === 'brokered';
  if (isBrokered) {
    const governs = (host: string): boolean => hostKind(policy.hosts, host) !== null;
    for (const { download } of objects) if (download !== null) refuseElsewhere(download, route, governs);
  }
  const text = encodeLfsAnswer(objects, { keepsHeaders: !isBrokered });
  refuseRight(text, credential, client.target.host);
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

/** Headers that described the body as the server sent it. */
const REFRAMED = ['content-length', 'transfer-encoding', 'content-encoding', 'trailer', 'etag'];

async function objectsIn(
  { client }: FetchRoute,
  response: UpstreamResponse,
  { limits }: ExchangePorts,
): Promise<readonly LfsObject[]> {
  const { host } = client.target;
  try {
    const plain = decoded(response.body as AsyncIterable<Buffer>, codingOf(response.rawHeaders));
    const text = (await collect(plain, limits.maxTextBytes)).toString('utf8');
    if (!response.complete()) throw broken(host);
    return readLfsAnswer(text, limits.json);
  } catch (cause) {
    if (cause instanceof Refusal) throw cause;
    if (!(cause instanceof LfsError) && !(cause instanceof ContentCodingError)) throw broken(host, cause);
    throw refused(`the answer of ${host} cannot be read: ${cause.message}`, cause);
  }
}

/** On the host that was asked, only an address that gets a credential of the broker's again leads anywhere. */
function refuseElsewhere(
  download: LfsDownload,
  { client, repository }: FetchRoute,
  governs: (host: string) => boolean,
): void {
  const { host, port } = client.target;
  const isAsked = download.host === host && download.port === port;
  if (!isAsked && governs(download.host)) return;
  const path = classifyGitPath('GET', download.path);
  const isOwn = path.kind === 'lfs' && path.part === 'object' && path.repository === repository.path;
  if (isAsked && isOwn) return;
  throw refused(
    isAsked
      ? `${host} has the objects at a place of its own that no credential of the agent's opens`
      : `${host} leads to ${download.host} for an object, which the policy does not govern`,
  );
}

function refuseRight(text: string, credential: OutgoingCredential, host: string): void {
  if (credential.kind === 'passthrough') return;
  const [, sent = ''] = credential.authorization.split(' ');
  const password = Buffer.from(sent, 'base64').toString('latin1').split(':').slice(1).join(':');
  const isIn = [sent, password].some((form) => form !== '' && text.includes(form));
  if (isIn) throw refused(`the answer of ${host} holds the credential that it was asked with`);
}

function refused(message: string, cause?: unknown): Refusal {
  return new Refusal('screen', 'upstream-broken', message, {
    hint: 'name the host of the objects under hosts of the policy, or fetch with GIT_LFS_SKIP_SMUDGE=1',
    cause,
  });
}
