import type { AuditEvent } from '../../protocol/audit-record.ts';
import type { JsonObject } from '../../protocol/json.ts';
import type { Brokered, CredentialBroker, CredentialRequest } from './broker.ts';
import { NO_BROKER } from './broker.ts';
import { CredentialError } from './credential-error.ts';
import type { CredentialProvider, Provided } from './provider.ts';

export interface HostBrokerPorts {
  /** By `host:port`, in lower case. */
  readonly providers: ReadonlyMap<string, CredentialProvider>;
  /** Resolves when it is on disk. */
  readonly record: (entry: {
    readonly event: Extract<AuditEvent, 'credential.issued' | 'credential.ended'>;
    readonly session: string;
    readonly exchange: string;
    readonly detail: JsonObject;
  }) => Promise<unknown>;
  readonly limits: { readonly timeoutMs: number; readonly maxLive: number };
  /** Told of what went wrong in ending a credential. */
  readonly fault: (cause: unknown) => void;
}

/**
 * Has the credentials of the hosts that its settings name. Each that it gives is on record before it is used, what it
 * is good for and never itself, and its end as well.
 */
export function hostBroker(ports: HostBrokerPorts): CredentialBroker {
  const { providers, limits } = ports;
  let live = 0;
  const providerOf = ({ host, port }: { readonly host: string; readonly port: number }) =>
    providers.get(`${host.toLowerCase()}:${port}`) ?? null;
  return {
    isSole: false,
    has: (target) => providerOf(target) !== null,
    obtain: async (request, signal) => {
      const provider = providerOf(request);
      if (provider === null) return NO_BROKER.obtain(request, signal);
      if (live >= limits.maxLive) return refusal(tooMany(limits.maxLive));
      live += 1;
      try {
        const stop = AbortSignal.any([signal, AbortSignal.timeout(limits.timeoutMs)]);
        const provided = await provider.provide(request, stop);
        return await issued(provided, request, { ...ports, provider, onEnd: () => (live -= 1) });
      } catch (fault) {
        live -= 1;
        if (fault instanceof CredentialError) return refusal(fault);
        throw fault;
      }
    },
  };
}

interface Issuing extends HostBrokerPorts {
  readonly provider: CredentialProvider;
  readonly onEnd: () => void;
}

async function issued(
  provided: Provided,
  request: CredentialRequest,
  { provider, record, fault, onEnd }: Issuing,
): Promise<Brokered> {
  const { session, exchange, host, purpose, repository, scope } = request;
  const ended = ending(
    provided,
    async (isEnded) => {
      onEnd();
      await record({ event: 'credential.ended', session, exchange, detail: { host, isEnded } });
    },
    fault,
  );
  try {
    await record({
      event: 'credential.issued',
      session,
      exchange,
      detail: { provider: provider.name, host, purpose, repository, permissions: provided.permissions },
    });
  } catch (cause) {
    await provided.end?.().catch(fault);
    throw cause;
  }
  // A rule's lifetime holds also when the exchange lasts longer.
  const late = scope === null ? null : setTimeout(() => void ended(), scope.lifetimeMs);
  late?.unref();
  return {
    kind: 'granted',
    authorization: authorizationOf(provided, purpose),
    release: async () => {
      if (late !== null) clearTimeout(late);
      await ended();
    },
  };
}

/** Ends it once, whoever is first. A credential that could not be ended is told and recorded; it is no failure of the exchange. */
function ending(
  { end }: Provided,
  onEnd: (isEnded: boolean) => Promise<void>,
  fault: (cause: unknown) => void,
): () => Promise<void> {
  let under: Promise<void> | null = null;
  const run = async (): Promise<void> => {
    try {
      await end?.();
      await onEnd(end !== null);
    } catch (cause) {
      fault(cause);
      await onEnd(false).catch(fault);
    }
  };
  return () => {
    under ??= run();
    return under;
  };
}

/** Git sends names and passwords (RFC 7617), the API takes bearer tokens (RFC 6750). */
function authorizationOf({ user, token }: Provided, purpose: CredentialRequest['purpose']): string {
  return purpose === 'git.read' || purpose === 'git.write'
    ? `Basic ${Buffer.from(`${user}:${token}`).toString('base64')}`
    : `Bearer ${token}`;
}

function refusal({ message, hint }: CredentialError): Brokered {
  return { kind: 'refused', reason: message, hint };
}

function tooMany(limit: number): CredentialError {
  return new CredentialError(
    'too-many',
    `${limit} credentials are in use, which is the limit`,
    'try again in a moment',
  );
}
