import type { Logger } from 'pino';
import type { Journal } from '../audit/journal.ts';
import type { Upstream } from '../proxy/upstream.ts';
import type { CredentialBroker } from './broker.ts';
import { commandProvider } from './command.ts';
import { githubAppProvider } from './github-app.ts';
import { githubCalls } from './github-calls.ts';
import { hostBroker } from './host-broker.ts';
import type { CredentialProvider } from './provider.ts';
import { type CredentialSettings, readCredentialSettings } from './settings.ts';
import { storedProvider } from './stored.ts';

export interface CredentialLimits {
  /** For a credential to be found or made. */
  readonly timeoutMs: number;
  /** Of a helper, or of GitHub's API. */
  readonly maxAnswerBytes: number;
  /** Credentials in use at once. */
  readonly maxLive: number;
}

export const DEFAULT_CREDENTIAL_LIMITS: CredentialLimits = Object.freeze({
  timeoutMs: 20_000,
  maxAnswerBytes: 256 * 1024,
  maxLive: 512,
});

interface BrokerParts {
  readonly home: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly limits: CredentialLimits;
  readonly upstream: Pick<Upstream, 'request'>;
  readonly journal: Pick<Journal, 'append'>;
  readonly clock: () => Date;
  readonly log: Pick<Logger, 'warn'>;
}

/** The broker that the settings of this home describe. Throws CredentialError where they cannot be read. */
export async function openBroker(parts: BrokerParts): Promise<CredentialBroker> {
  const { home, journal, limits, log } = parts;
  const providers = new Map<string, CredentialProvider>();
  for (const settings of await readCredentialSettings(home)) {
    const provider = providerOf(settings, parts);
    for (const { host, port } of settings.hosts) providers.set(`${host}:${port}`, provider);
  }
  return hostBroker({
    providers,
    record: (entry) => journal.append(entry),
    limits,
    fault: (cause) => log.warn({ err: cause }, 'a credential could not be ended'),
  });
}

function providerOf(settings: CredentialSettings, parts: BrokerParts): CredentialProvider {
  const { environment, limits, upstream, clock } = parts;
  switch (settings.provider) {
    case 'stored':
      return storedProvider(settings);
    case 'command':
      return commandProvider({ ...settings, environment, maxAnswerBytes: limits.maxAnswerBytes });
    case 'github-app':
      return githubAppProvider({ ...settings, call: githubCalls(upstream, limits.maxAnswerBytes), clock });
  }
}
