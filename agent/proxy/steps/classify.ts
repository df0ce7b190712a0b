import { hostKind, isPageRequest } from '../../../policy/hosts.ts';
import type { Repository } from '../../../protocol/operation.ts';
import { classifyGitPath, repositoryId } from '../../core/git/git-path.ts';
import { meantField } from '../../core/http/headers.ts';

import type { SessionMasking } from '../../masking/masking.ts';
import type { ClientRequest, ClientTunnel, Target } from '../client.ts';
import { refuseSecretTarget } from '../copilot/secret-target.ts';
import { classifyGithub } from '../github/classify-github.ts';
import { GITHUB_DIALECT } from '../github/dialect.ts';
import type { ExchangePorts } from '../ports.ts';
import { Refusal } from '../refusal.ts';
import type { Classified, Identified, Route } from '../stages.ts';
import { classifyCopilot } from './classify-copilot.ts';
import { enforcedPolicy } from './enforced-policy.ts';

/**
 * Host, method and path → what kind of operation this is. Exits `unknown-operation`: a governed host is asked
 * for something that no rule could judge; `malformed`: a path that a server might read otherwise than we do.
 */
export async function classify(identified: Identified, ports: ExchangePorts): Promise<Classified> {
  const { client, answer } = identified;
  if (client.kind === 'tunnel') return { ...identified, route: await tunnelRoute(client, ports) };
  const git = classifyGitPath(client.method, client.path);
  if (git.kind === 'advertise') answer.speakAdvertisement(git.service);
  // Its clients show the message of an answer in JSON.
  if (git.kind === 'lfs') answer.speak(GITHUB_DIALECT);
  const policy = await enforcedPolicy(ports, 'classify');
  const kind = hostKind(policy.hosts, client.target.host);
  if (kind === null) {
    refuseTold(client.target.host, ports);
    return { ...identified, route: ungoverned(client) };
  }
  if (client.target.scheme !== 'https') {
    throw new Refusal(
      'classify',
      'unknown-operation',
      `${client.target.host} is governed and is reached by https only`,
      {
        hint: 'change the URL from http:// to https://',
      },
    );
  }
  refuseOverride(client);
  const masking = () => ports.masking.of(identified.session.id, policy);
  if (kind === 'copilot') {
    return {
      ...identified,
      route: classifyCopilot(identified, client, { policy, masking, endpoints: ports.endpoints }),
    };
  }
  return {
    ...identified,
    route: classifyGithub(identified, client, masking) ?? routeOf(client, git, masking),
  };
}

/**
 * The listener tells governed hosts by the policy it last knew. A host that has become governed since is never
 * tunnelled unread; the next connection to it is intercepted.
 */
async function tunnelRoute(client: ClientTunnel, ports: ExchangePorts): Promise<Route> {
  const policy = await enforcedPolicy(ports, 'classify');
  if (hostKind(policy.hosts, client.target.host) === null) {
    refuseTold(client.target.host, ports);
    return { kind: 'tunnel', client };
  }
  throw new Refusal(
    'classify',
    'unknown-operation',
    `${client.target.host} was not governed when this connection was made, and is now`,
    { hint: 'connect again' },
  );
}

/** What Copilot was told to ask there would pass unread. */
function refuseTold(host: string, { endpoints }: Pick<ExchangePorts, 'endpoints'>): void {
  if (!endpoints.has(host)) return;
  throw unknown(
    `Copilot was told to use ${host}, which the policy does not govern`,
    'a policy names it under hosts, with kind: copilot',
  );
}

function ungoverned(client: ClientRequest): Route {
  return { kind: 'plain', client };
}

/** Headers by which some servers take a request for one of another method or path than it was judged by. */
const OVERRIDES = [
  'x-http-method-override',
  'x-http-method',
  'x-method-override',
  'x-original-url',
  'x-original-uri',
  'x-rewrite-url',
  'x-forwarded-uri',
  'x-forwarded-path',
  'x-forwarded-prefix',
  'x-envoy-original-path',
];

function refuseOverride({ rawHeaders }: ClientRequest): void {
  const found = meantField(rawHeaders, OVERRIDES);
  if (found === null) return;
  throw new Refusal(
    'classify',
    'malformed',
    `the header ${found} asks for another method or path than the request has`,
  );
}

function routeOf(
  client: ClientRequest,
  git: ReturnType<typeof classifyGitPath>,
  masking: () => Pick<SessionMasking, 'detector'>,
): Route {
  switch (git.kind) {
    case 'advertise':
      return {
        kind: 'git.advertise',
        client,
        service: git.service,
        repository: repository(client.target, git.repository),
      };
    case 'rpc':
      return git.service === 'git-receive-pack'
        ? { kind: 'git.push', client, repository: repository(client.target, git.repository) }
        : { kind: 'git.fetch', client, repository: repository(client.target, git.repository), lfs: null };
    case 'malformed':
      throw new Refusal('classify', 'malformed', `the path is not written as Git writes it: ${git.reason}`);
    case 'lfs':
      return lfsRoute(client, git, masking);
    case 'dumb':
      throw unknown(
        'the dumb HTTP protocol cannot be judged',
        'use a Git client and server that speak smart HTTP',
      );
    case 'other':
      if (client.via === 'proxy' && isPageRequest(client.method, client.path, 'git')) {
        // The query is on no record, and sign-ins have theirs.
        const path = client.path.split('?', 1)[0] ?? '/';
        refuseSecretTarget({ path }, masking);
        return { kind: 'host.read', client, path };
      }
      throw unknown(`${client.method} ${client.path.split('?', 1)[0]} is nothing that policy can judge`, '');
  }
}

function lfsRoute(
  client: ClientRequest,
  { part, repository: path }: Extract<ReturnType<typeof classifyGitPath>, { kind: 'lfs' }>,
  masking: () => Pick<SessionMasking, 'detector'>,
): Route {
  const common = { client, repository: repository(client.target, path) };
  switch (part.kind) {
    case 'batch':
    case 'object':
      return { kind: 'git.fetch', ...common, lfs: part.kind };
    case 'upload':
    case 'download':
      return { kind: 'lfs', ...common, ask: part };
    case 'locks':
      // The id of a lock is on record.
      refuseSecretTarget({ path: client.path.split('?', 1)[0] ?? '/' }, masking);
      return { kind: 'lfs', ...common, ask: part };
    case 'other':
      throw unknown(
        `${client.method} is nothing that the API of Git LFS has there`,
        'objects go where the answer of a batch says',
      );
  }
}

function unknown(message: string, hint: string): Refusal {
  return new Refusal('classify', 'unknown-operation', message, { hint });
}

function repository(target: Target, path: string): Repository {
  const host = target.port === 443 ? target.host : `${target.host}:${target.port}`;
  return { id: repositoryId(host, path), host, path };
}
