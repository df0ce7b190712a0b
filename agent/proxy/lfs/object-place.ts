import { hostKind } from '../../../policy/hosts.ts';
import { classifyGitPath } from '../../core/git/git-path.ts';
import type { LfsAction } from '../../core/git/lfs-batch.ts';
import { gatewaySegment } from '../../core/http/gateway-path.ts';
import { headerValue, type RawHeaders, withoutHeaders } from '../../core/http/headers.ts';
import { isAddress } from '../../core/http/host.ts';
import type { ExchangePorts } from '../ports.ts';
import type { Authorized } from '../stages.ts';
import { enforcedPolicy } from '../steps/enforced-policy.ts';
import { sentHeaders } from '../steps/sent-headers.ts';
import type { UpstreamRequest } from '../upstream.ts';
import type { LfsRoute } from './lfs-action.ts';
import { brokenAnswer, holdsCredential } from './read-answer.ts';

type Place = Pick<UpstreamRequest, 'target' | 'path' | 'rawHeaders'>;

/** What describes the connection or its body is ours to say. */
const OURS = [
  'host',
  'content-length',
  'transfer-encoding',
  'connection',
  'keep-alive',
  'te',
  'trailer',
  'upgrade',
  'expect',
  'proxy-authorization',
  'proxy-connection',
  'accept-encoding',
  'content-encoding',
];

/**
 * How a place is asked that a host named for an object. The credential of the exchange goes to no host but the one
 * that was asked, and there to nothing but its own repository's places. Exit `upstream-broken`: a host that the policy
 * does not govern, where a credential of the agent's made the way; an address; the credential in what is said of it.
 */
export async function objectPlace(
  action: LfsAction,
  { authorized, route }: { readonly authorized: Authorized; readonly route: Omit<LfsRoute, 'ask'> },
  ports: ExchangePorts,
): Promise<Place> {
  const { client } = route;
  const { credential } = authorized;
  const { host, port, path } = action;
  const { target } = client;
  const isAsked = host === target.host && port === target.port;
  if (!isAsked) await refuseUngoverned(action, { authorized, route }, ports);
  const isOwn = isAsked && isOwnPlace(path, route);
  const said = [action.href, ...Object.values(action.header)].join('\n');
  if (!isOwn && holdsCredential(said, credential, client)) {
    throw brokenAnswer(
      'forward',
      `${target.host} leads elsewhere with the credential that it was asked with`,
    );
  }
  const named = withoutHeaders(Object.entries(action.header).flat(), OURS);
  const own = ['Host', gatewaySegment({ host, port }), ...named];
  const isBare = headerValue(named, 'authorization') === null;
  return {
    target: { scheme: 'https', host, port },
    path,
    rawHeaders: isOwn && isBare ? sentHeaders(credential, [...own, ...clientsRight(client.rawHeaders)]) : own,
  };
}

async function refuseUngoverned(
  { host }: LfsAction,
  {
    authorized,
    route: { client },
  }: { readonly authorized: Authorized; readonly route: Omit<LfsRoute, 'ask'> },
  ports: ExchangePorts,
): Promise<void> {
  const isClients = authorized.credential.kind === 'passthrough' && client.via === 'proxy';
  const { hosts } = await enforcedPolicy(ports, 'forward');
  const isLed = hostKind(hosts, host) !== null || (isClients && !isAddress(host));
  if (isLed) return;
  throw brokenAnswer(
    'forward',
    `${client.target.host} leads to ${host} for an object, which the policy does not govern`,
  );
}

/** Below the repository's path: whatever a host has there is of that repository. */
function isOwnPlace(href: string, { repository }: Pick<LfsRoute, 'repository'>): boolean {
  const [path = ''] = href.split('?', 1);
  if (/%|\/\.{1,2}(?:\/|$)|\/\//.test(path)) return false;
  const lfs = classifyGitPath('PUT', path);
  if (lfs.kind === 'lfs') return lfs.repository === repository.path;
  return path.startsWith(`/${repository.path}.git/`);
}

/** Fields in which the right of the client itself stands. */
export function clientsRight(headers: RawHeaders): RawHeaders {
  const fields = ['authorization', 'cookie', 'private-token', 'job-token', 'deploy-token'];
  return fields.flatMap((name) => {
    const value = headerValue(headers, name);
    return value === null ? [] : [name, value];
  });
}
