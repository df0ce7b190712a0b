import type { CredentialScope } from '../../../protocol/verdict.ts';
import { headerValue } from '../../core/http/headers.ts';
import type { Brokered, CredentialPurpose } from '../../credential/broker.ts';
import { isPlaceholder } from '../../credential/placeholder.ts';
import type { ClientRequest } from '../client.ts';
import type { ExchangePorts } from '../ports.ts';
import { Refusal } from '../refusal.ts';
import type { Authorized, Journaled, LfsAsk, Route } from '../stages.ts';

/**
 * The credential the operation goes out with: the client's own, to the host it was sent to and to no other,
 * neither read nor stored; or, for a host whose credentials the broker has and where a rule narrows it, one that the
 * broker finds. Exit `no-credential`: it would be sent where anyone on the way could read it, or there is none that is
 * narrow enough.
 */
export async function authorize(
  journaled: Journaled,
  ports: Pick<ExchangePorts, 'credentials'>,
): Promise<Authorized> {
  const { client, obligations, route } = journaled;
  const use = useOf(route) ?? (ports.credentials.isSole ? ANY_USE : null);
  const isBrokered = use !== null && ports.credentials.has(client.target);
  if (client.kind === 'request' && (isBrokered || obligations.scope !== null)) {
    return brokeredFor(journaled, { client, use, scope: obligations.scope }, ports);
  }
  if (obligations.scope !== null) throw new Error('a tunnel has no credential that could be narrowed');
  if (client.kind === 'request') refuseUnusable(client);
  return { ...journaled, credential: { kind: 'passthrough' } };
}

/** A client's own credential goes to no host in the clear; and a word for the agent's is none. */
function refuseUnusable({ target, rawHeaders }: ClientRequest): void {
  const authorization = headerValue(rawHeaders, 'authorization');
  if (authorization !== null && target.scheme === 'http') throw overPlainHttp();
  if (!isPlaceholder(authorization)) return;
  throw new Refusal('authorize', 'no-credential', `the agent has no credential for ${target.host}`, {
    hint: 'name the host in credentials.yaml, or have the client show a credential of its own',
  });
}

interface Use {
  readonly purpose: CredentialPurpose;
  /** Null where the request names none. */
  readonly repository: string | null;
}

/** Of what takes none of a broker's, unless nobody else may have one. */
const ANY_USE: Use = { purpose: 'api.call', repository: null };

/** What a credential would be used for; null for what takes none of a broker's. */
function useOf(route: Route): Use | null {
  switch (route.kind) {
    case 'git.advertise': {
      const purpose = route.service === 'git-receive-pack' ? 'git.write' : 'git.read';
      return { purpose, repository: route.repository.path };
    }
    case 'git.fetch':
      return { purpose: 'git.read', repository: route.repository.path };
    case 'lfs':
      return { purpose: purposeOf(route.ask), repository: route.repository.path };
    case 'git.push':
      return { purpose: 'git.write', repository: route.repository.path };
    case 'github': {
      const { call } = route;
      const repository = call?.repository?.by === 'path' ? call.repository.path : null;
      return { purpose: call?.access === 'read' ? 'api.read' : 'api.call', repository };
    }
    case 'host.read':
    case 'copilot.attachment':
    case 'copilot.prompt':
    case 'copilot.service':
    case 'copilot.telemetry':
    case 'mcp':
    case 'plain':
    case 'tunnel':
      return null;
  }
}

/** Whoever verifies locks is about to push. */
function purposeOf(ask: LfsAsk): 'git.read' | 'git.write' {
  const isRead = ask.kind === 'download' || (ask.kind === 'locks' && ask.call === 'read');
  return isRead ? 'git.read' : 'git.write';
}

function overPlainHttp(): Refusal {
  return new Refusal('authorize', 'no-credential', 'a credential would go out over plain HTTP', {
    hint: 'use the https URL of this host',
  });
}

interface Wanted {
  readonly client: ClientRequest;
  readonly use: Use | null;
  readonly scope: CredentialScope | null;
}

async function brokeredFor(
  journaled: Journaled,
  { client: { target }, use, scope }: Wanted,
  ports: Pick<ExchangePorts, 'credentials'>,
): Promise<Authorized> {
  if (target.scheme === 'http') throw overPlainHttp();
  const { session, exchange, signal, onEnd } = journaled;
  const { host, port } = target;
  const purpose = use?.purpose ?? 'api.call';
  const repository = use?.repository ?? judgedRepository(journaled);
  if (scope?.reach === 'repository' && repository === null) throw unnamed();
  const wanted = { host, port, purpose, repository, scope, session: session.id, exchange };
  const brokered = await obtained(() => ports.credentials.obtain(wanted, signal));
  if (brokered.kind === 'refused') {
    throw new Refusal('authorize', 'no-credential', brokered.reason, { hint: brokered.hint });
  }
  onEnd(brokered.release);
  return { ...journaled, credential: { kind: 'brokered', authorization: brokered.authorization } };
}

/** The one that the call was found to be of, where its path names none; null where there are several, or none. */
function judgedRepository({ outcomes }: Pick<Journaled, 'outcomes'>): string | null {
  const paths = outcomes.flatMap(({ kind, action }) => {
    if (kind === 'refused') return [];
    return [('repository' in action ? action.repository?.path : null) ?? null];
  });
  const [first = null] = paths;
  return paths.every((path) => path === first) ? first : null;
}

function unnamed(): Refusal {
  return new Refusal(
    'authorize',
    'no-credential',
    'the policy wants a credential for one repository, and the call is of none or of several',
    { hint: 'ask for one repository at a time, or let the rule reach all that an owner has' },
  );
}

async function obtained(obtain: () => Promise<Brokered>): Promise<Brokered> {
  try {
    return await obtain();
  } catch (cause) {
    throw new Refusal('authorize', 'no-credential', 'the credential broker failed', {
      hint: 'try again; the agent log says what failed',
      cause,
    });
  }
}
