import {
  allowInsecureRequests,
  authorizationCodeGrant,
  buildAuthorizationUrl,
  ClientSecretBasic,
  Configuration,
  calculatePKCECodeChallenge,
  discovery,
  enableNonRepudiationChecks,
  None,
  type ServerMetadata,
} from 'openid-client';
import type { TokenClaims } from '../../../protocol/token-claims.ts';
import { ApiFault } from '../../api-fault.ts';
import type { OidcSettings } from './settings.ts';

/** What a sign-in that was begun must come back with. */
export interface PendingProof {
  readonly state: string;
  readonly nonce: string;
  readonly codeVerifier: string;
}

export interface Provider {
  /** Where a browser is sent to; `fresh`: where the person logs in, whoever the browser is for the provider. */
  begin(proof: PendingProof, age: 'any' | 'fresh'): Promise<URL>;
  /** The claims of whoever came back. `search` is the query of the address they came back to. */
  finish(search: string, proof: PendingProof): Promise<TokenClaims>;
  /** Where the provider publishes its keys. */
  keysUrl(): Promise<URL>;
}

interface ProviderOptions {
  readonly settings: OidcSettings;
  /** Where the provider sends a browser back to; registered there. */
  readonly redirectUri: string;
  readonly timeoutMs: number;
}

/**
 * OpenID Connect with PKCE and an ID token whose signature is checked. The provider is asked about itself at the
 * first need and again after a failure, so that a collector starts while the provider is away.
 */
export function createProvider({ settings, redirectUri, timeoutMs }: ProviderOptions): Provider {
  let found: Promise<ServerMetadata> | null = null;
  const metadata = async (): Promise<ServerMetadata> => {
    found ??= discover(settings, timeoutMs);
    try {
      return await found;
    } catch (cause) {
      found = null;
      throw away(cause);
    }
  };
  const configuration = async (): Promise<Configuration> =>
    configurationOf(await metadata(), settings, timeoutMs);
  return {
    begin: async (proof, age) =>
      buildAuthorizationUrl(await configuration(), {
        redirect_uri: redirectUri,
        scope: settings.scopes.join(' '),
        state: proof.state,
        nonce: proof.nonce,
        code_challenge: await calculatePKCECodeChallenge(proof.codeVerifier),
        code_challenge_method: 'S256',
        ...(age === 'fresh' ? FRESH : {}),
      }),
    finish: async (search, { state, nonce, codeVerifier }) => {
      const back = new URL(redirectUri);
      back.search = search;
      const checks = {
        expectedState: state,
        expectedNonce: nonce,
        pkceCodeVerifier: codeVerifier,
        idTokenExpected: true,
      };
      const claims = await grant(await configuration(), back, checks);
      if (claims === undefined) throw new ApiFault('unauthenticated', 'the provider sent no ID token');
      return claims;
    },
    keysUrl: async () => {
      const { jwks_uri } = await metadata();
      if (jwks_uri === undefined) throw away(new Error('the provider publishes no keys'));
      return new URL(jwks_uri);
    },
  };
}

/** OpenID Connect Core, 3.1.2.1: either makes the provider ask, and `max_age` has it say when (`auth_time`). */
const FRESH = { prompt: 'login', max_age: '0' };

async function discover(settings: OidcSettings, timeoutMs: number): Promise<ServerMetadata> {
  const found = await discovery(new URL(settings.issuer), settings.clientId, undefined, None(), {
    timeout: timeoutMs / 1000,
    execute: isInTheClear(settings) ? [allowInsecureRequests] : [],
  });
  return found.serverMetadata();
}

/** One for each sign-in: the library keeps keys with it, and refuses for a minute what a newer key signed. */
function configurationOf(metadata: ServerMetadata, settings: OidcSettings, timeoutMs: number): Configuration {
  const { clientId, clientSecret } = settings;
  const authentication = clientSecret === null ? None() : ClientSecretBasic(clientSecret);
  const configuration = new Configuration(metadata, clientId, undefined, authentication);
  configuration.timeout = timeoutMs / 1000;
  if (isInTheClear(settings)) allowInsecureRequests(configuration);
  enableNonRepudiationChecks(configuration);
  return configuration;
}

/** The settings let nothing but loopback be asked so. */
function isInTheClear({ issuer }: OidcSettings): boolean {
  return new URL(issuer).protocol === 'http:';
}

async function grant(
  configuration: Configuration,
  back: URL,
  checks: Parameters<typeof authorizationCodeGrant>[2],
): Promise<TokenClaims | undefined> {
  try {
    return (await authorizationCodeGrant(configuration, back, checks)).claims();
  } catch (cause) {
    // What the provider said may hold a code or a token, and goes to nobody.
    throw new ApiFault('unauthenticated', 'the sign-in did not come back as it was begun, or was refused', {
      cause: codeOf(cause),
    });
  }
}

function away(cause: unknown): ApiFault {
  return new ApiFault(
    'identity-away',
    'the identity provider cannot be reached, or is not what it should be',
    {
      cause: codeOf(cause),
    },
  );
}

/** A word for the log, which holds no text of anybody else. */
function codeOf(cause: unknown): string {
  return cause instanceof Error && 'code' in cause && typeof cause.code === 'string' ? cause.code : 'unknown';
}
