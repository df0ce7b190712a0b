import type { CompiledPolicy } from '../../../policy/compile.ts';
import { copilotHost } from '../../../policy/copilot-hosts.ts';
import { classifySurface, type UnknownReason } from '../../core/copilot/surface.ts';
import { headerValue } from '../../core/http/headers.ts';
import type { SessionMasking } from '../../masking/masking.ts';
import type { ClientRequest } from '../client.ts';
import { dialectOf } from '../copilot/dialect.ts';
import { refuseSecretTarget } from '../copilot/secret-target.ts';
import type { ToldEndpoints } from '../copilot/told-endpoints.ts';
import { classifyGithub } from '../github/classify-github.ts';
import { Refusal } from '../refusal.ts';
import type { Identified, Route } from '../stages.ts';

interface ClassifyingBy {
  readonly policy: CompiledPolicy;
  readonly endpoints: Pick<ToldEndpoints, 'has'>;
  readonly masking: () => Pick<SessionMasking, 'detector'>;
}

/**
 * What a request to a Copilot host is. From here on the client is answered in words that it shows to people. Exits
 * `unknown-operation`: a path that nobody knows how to read, unless the policy lets it through by name or it is a
 * read of GitHub's API; `malformed`: one that a server may read otherwise than we do;
 * `cannot-mask`: a secret in it.
 */
export function classifyCopilot(
  { answer }: Pick<Identified, 'answer'>,
  client: ClientRequest,
  { policy, masking, endpoints }: ClassifyingBy,
): Route {
  const { host } = client.target;
  // A host that the policy names is Copilot's, whatever its name; one below a suffix once GitHub told of it.
  const isLearned = policy.hosts.some(({ suffix }) => suffix === host) || endpoints.has(host);
  const surface = classifySurface({
    method: client.method,
    host,
    path: client.path,
    upgrade: headerValue(client.rawHeaders, 'upgrade') !== null,
    learned: new Set(isLearned ? [host] : []),
  });
  answer.speak(dialectOf(client, surface));
  refuseSecretTarget(client, masking);
  switch (surface.kind) {
    case 'completion':
    case 'chat-completions':
    case 'responses':
    case 'messages':
    case 'auto':
    case 'embeddings':
    case 'agents':
      return { kind: 'copilot.prompt', client, surface };
    case 'mcp':
      return { kind: 'mcp', client, path: surface.path };
    case 'telemetry':
      return { kind: 'copilot.telemetry', client, path: surface.path };
    case 'token-exchange':
    case 'user':
      return { kind: 'copilot.service', client, path: pathOf(client), tells: 'endpoints' };
    case 'service':
      return { kind: 'copilot.service', client, path: pathOf(client), tells: 'nothing' };
    case 'attachment-upload':
      return { kind: 'copilot.attachment', client, path: pathOf(client), name: nameOf(client) };
    case 'websocket-upgrade':
      throw unreadable(client, 'a WebSocket is not read');
    case 'unknown':
      return namedOrRefused({ answer }, client, { policy, masking, endpoints, reason: surface.reason });
  }
}

function namedOrRefused(
  { answer }: Pick<Identified, 'answer'>,
  client: ClientRequest,
  { policy, masking, reason }: ClassifyingBy & { readonly reason: UnknownReason },
): Route {
  const path = pathOf(client);
  const api =
    reason === 'path' || reason === 'malformed' ? apiCall(answer, client, { policy, masking }) : null;
  if (api !== null) return api;
  if (reason !== 'malformed' && policy.unknownPaths.includes(path)) {
    return { kind: 'copilot.service', client, path, tells: 'nothing' };
  }
  if (reason === 'malformed') {
    throw new Refusal('classify', 'malformed', `${client.method} ${path} is not a path as clients write it`);
  }
  throw unreadable(client, REASONS[reason]);
}

/**
 * Copilot's paths on these hosts are few; beside them they serve GitHub's API. A call that is none of those known may
 * still be let through by name.
 */
function apiCall(
  answer: Identified['answer'],
  client: ClientRequest,
  { policy, masking }: Pick<ClassifyingBy, 'policy' | 'masking'>,
): Route | null {
  const serves = copilotHost(client.target.host);
  if (serves !== 'github' && serves !== 'uploads') return null;
  try {
    return classifyGithub({ answer }, client, masking);
  } catch (cause) {
    const isNamed = policy.unknownPaths.includes(pathOf(client));
    if (isNamed && cause instanceof Refusal && cause.code === 'unknown-operation') return null;
    throw cause;
  }
}

const REASONS: Readonly<Record<Exclude<UnknownReason, 'malformed'>, string>> = {
  host: 'nothing of this host is known',
  path: 'it is not known what is sent there',
  method: 'no known client uses this method there',
  query: 'no known client sends a query there',
};

function unreadable(client: ClientRequest, why: string): Refusal {
  const path = pathOf(client);
  return new Refusal('classify', 'unknown-operation', `${client.method} ${path} cannot be judged: ${why}`, {
    hint: 'a policy lets a path through by name, under unknown_paths',
  });
}

/** What the client calls the file that it uploads. */
function nameOf({ path }: ClientRequest): string | null {
  const [, query = ''] = path.split('?', 2);
  return new URLSearchParams(query).get('name');
}

function pathOf({ path }: ClientRequest): string {
  return path.split('?', 1)[0] ?? '/';
}
