import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  type CryptoKey,
  decodeJwt,
  exportJWK,
  exportPKCS8,
  generateKeyPair,
  type JWK,
  type JWTPayload,
  SignJWT,
} from 'jose';
import { type Configuration, Provider } from 'oidc-provider';
import type { OidcSettings } from '../../collector/identity/oidc/settings.ts';

/** Somebody the provider knows, with the claims it makes of them. */
export interface Account {
  readonly groups?: unknown;
  readonly claims?: Readonly<Record<string, unknown>>;
}

/** A real OpenID provider on loopback. Whoever comes is signed in as `next.account` without being asked. */
export interface TestProvider {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly audience: string;
  /** A service account that proves itself with `serviceKey`, and one with a secret. */
  readonly service: { readonly keyClient: string; readonly key: string; readonly secretClient: string };
  /** A public client for programs. */
  readonly nativeClientId: string;
  readonly accounts: Map<string, Account>;
  /** How a collector is told of it. Without `change`: no programs, and groups `dev`, `sec` and `audit`. */
  settings(change?: Partial<OidcSettings>): OidcSettings;
  /** The client for programs, in the settings of a collector. */
  readonly native: Exclude<OidcSettings['native'], null>;
  /** Who is signed in when a browser comes by; null: they say no. `loggedInAt`: what the provider remembers, in seconds. */
  signInAs(account: string | null, loggedInAt?: number): void;
  /** From now on its ID tokens say this instead, signed as they are. */
  lie(change: (claims: JWTPayload) => JWTPayload): void;
  /** A token with exactly these claims, signed with the key that the provider publishes or with another of its name. */
  accessToken(
    claims: Readonly<Record<string, unknown>>,
    key?: 'own' | 'strange',
    header?: Readonly<Record<string, unknown>>,
  ): Promise<string>;
  /** It signs with a new key from now on, and publishes the one before as well or no more. */
  rotateKeys(before: 'published' | 'withdrawn'): Promise<void>;
  /** How many tokens were given back to it (RFC 7009). */
  givenBack(): number;
  /** How often somebody asked for its keys. */
  keysAsked(): number;
  close(): Promise<void>;
}

const CLIENT = 'countersign';
const NATIVE = 'countersign-cli';
const SERVICE = 'build-bot';
const SECRET_SERVICE = 'nightly-bot';
const SECRET = 'a-secret-of-the-tests-that-opens-nothing';
const AUDIENCE = 'https://countersign.example/api';

/** `nativeRedirects`: addresses that programs are sent back to, besides those of loopback. */
export async function openProvider(
  redirectUri: string,
  nativeRedirects: readonly string[] = [],
): Promise<TestProvider> {
  let handle: (request: IncomingMessage, response: ServerResponse) => void = () => {};
  const server = createServer((request, response) => handle(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const accounts = new Map<string, Account>();
  const keys = { own: await keyPair('own'), strange: await keyPair('own') };
  const service = await keyPair('service');
  let account: string | null = null;
  let loginTs: number | undefined;
  let liesAre: ((claims: JWTPayload) => JWTPayload) | null = null;
  let rotations = 0;
  let keysAsked = 0;
  let givenBack = 0;
  let provider = providerWith([keys.own.jwk]);

  /** Another one with the same memory: the library keeps what it gave out for all of a process. */
  function providerWith(jwks: readonly JWK[]): Provider {
    const made = { redirectUri, nativeRedirects, accounts, jwks, serviceJwk: service.jwk };
    const opened = new Provider(issuer, configuration(made));
    opened.use(async (context, next) => {
      await next();
      if (context.path === '/token/revocation' && context.status === 200) givenBack += 1;
      const { body } = context as { body?: { id_token?: unknown } };
      if (context.path !== '/token' || typeof body?.id_token !== 'string' || liesAre === null) return;
      const header = { alg: 'RS256', kid: keys.own.kid, typ: 'JWT' };
      const claims = liesAre(decodeJwt(body.id_token));
      body.id_token = await new SignJWT(claims).setProtectedHeader(header).sign(keys.own.privateKey);
    });
    const callback = opened.callback();
    handle = (request, response) => {
      if (request.url === '/jwks') keysAsked += 1;
      if (request.url?.startsWith('/interaction/') === true) void interact(request, response);
      else void callback(request, response);
    };
    return opened;
  }

  async function interact(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { prompt, params } = await provider.interactionDetails(request, response);
    if (account === null) {
      await provider.interactionFinished(request, response, { error: 'access_denied' });
      return;
    }
    if (prompt.name === 'login') {
      const login = { accountId: account, ...(loginTs === undefined ? {} : { ts: loginTs }) };
      await provider.interactionFinished(request, response, { login });
      return;
    }
    const grant = new provider.Grant({ accountId: account, clientId: String(params['client_id']) });
    grant.addOIDCScope(String(params['scope']));
    grant.addResourceScope(AUDIENCE, 'openid');
    const grantId = await grant.save();
    await provider.interactionFinished(request, response, { consent: { grantId } });
  }
  return {
    issuer,
    clientId: CLIENT,
    clientSecret: SECRET,
    audience: AUDIENCE,
    nativeClientId: NATIVE,
    service: {
      keyClient: SERVICE,
      secretClient: SECRET_SERVICE,
      key: await exportPKCS8(service.privateKey),
    },
    accounts,
    native: { clientId: NATIVE, scopes: ['openid'], parameters: { resource: AUDIENCE } },
    settings: (change = {}) =>
      oidcSettings({ issuer, clientId: CLIENT, clientSecret: SECRET, audience: AUDIENCE, ...change }),
    signInAs: (name, loggedInAt) => {
      account = name;
      loginTs = loggedInAt;
    },
    lie: (change) => {
      liesAre = change;
    },
    accessToken: async (claims, key = 'own', header = {}) =>
      new SignJWT(claims as JWTPayload)
        .setProtectedHeader({ alg: 'RS256', kid: keys.own.kid, typ: 'at+jwt', ...header })
        .sign(keys[key].privateKey),
    rotateKeys: async (before) => {
      rotations += 1;
      const next = await keyPair(`own-${rotations}`);
      provider = providerWith([next.jwk, ...(before === 'published' ? [keys.own.jwk] : [])]);
      keys.own = next;
    },
    givenBack: () => givenBack,
    keysAsked: () => keysAsked,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** For a collector that asks no provider, unless it is said. */
export function oidcSettings(change: Partial<OidcSettings> = {}): OidcSettings {
  return {
    ...{ issuer: 'http://127.0.0.1:1', clientId: 'x', clientSecret: null, audience: null },
    ...{ scopes: ['openid'], native: null, subjectClaim: 'sub', groupsClaim: 'groups' },
    ...{ claims: [], serviceAccounts: [] },
    roles: { developer: ['dev'], reviewer: ['sec'], auditor: ['audit'] },
    ...change,
  };
}

interface NamedKey {
  readonly kid: string;
  readonly jwk: JWK;
  readonly privateKey: CryptoKey;
}

async function keyPair(kid: string): Promise<NamedKey> {
  const { privateKey } = await generateKeyPair('RS256', { extractable: true });
  return { kid, privateKey, jwk: { ...(await exportJWK(privateKey)), kid, alg: 'RS256', use: 'sig' } };
}

function publicHalf({ kty, n, e, kid, alg, use }: JWK): JWK {
  return { kty, n, e, kid, alg, use } as JWK;
}

interface Making {
  readonly redirectUri: string;
  readonly nativeRedirects: readonly string[];
  readonly accounts: ReadonlyMap<string, Account>;
  readonly jwks: readonly JWK[];
  readonly serviceJwk: JWK;
}

function configuration({ redirectUri, nativeRedirects, accounts, jwks, serviceJwk }: Making): Configuration {
  return {
    clients: [
      {
        client_id: CLIENT,
        client_secret: SECRET,
        redirect_uris: [redirectUri],
        grant_types: ['authorization_code'],
      },
      {
        client_id: NATIVE,
        application_type: 'native',
        token_endpoint_auth_method: 'none',
        // Any port of loopback will do for a native client (RFC 8252, 7.3).
        redirect_uris: ['http://127.0.0.1/callback', ...nativeRedirects],
        grant_types: ['authorization_code', 'refresh_token', 'urn:ietf:params:oauth:grant-type:device_code'],
      },
      {
        client_id: SERVICE,
        token_endpoint_auth_method: 'private_key_jwt',
        jwks: { keys: [publicHalf(serviceJwk) as never] },
        redirect_uris: [],
        response_types: [],
        grant_types: ['client_credentials'],
      },
      {
        client_id: SECRET_SERVICE,
        client_secret: SECRET,
        redirect_uris: [],
        response_types: [],
        grant_types: ['client_credentials'],
      },
    ],
    jwks: { keys: jwks as never },
    // Claims that scopes stand for come with the ID token, as most providers have it.
    conformIdTokenClaims: false,
    claims: { openid: ['sub', 'groups', '_claim_names', '_claim_sources', 'hasgroups'] },
    features: {
      devInteractions: { enabled: false },
      deviceFlow: { enabled: true },
      clientCredentials: { enabled: true },
      revocation: { enabled: true },
      resourceIndicators: {
        enabled: true,
        useGrantedResource: async () => true,
        getResourceServerInfo: async () => ({
          scope: 'openid',
          audience: AUDIENCE,
          accessTokenFormat: 'jwt' as const,
          jwt: { sign: { alg: 'RS256' as const } },
        }),
      },
    },
    extraTokenClaims: async (_context, token) =>
      'accountId' in token ? { groups: accounts.get(String(token.accountId))?.groups } : undefined,
    issueRefreshToken: async (_context, client) => client.grantTypeAllowed('refresh_token'),
    interactions: { url: (_context, interaction) => `/interaction/${interaction.uid}` },
    cookies: { keys: ['a key of the tests'] },
    findAccount: async (_context, id) => {
      const known = accounts.get(id);
      if (known === undefined) return undefined;
      return {
        accountId: id,
        claims: async () => ({ sub: id, groups: known.groups, ...known.claims }),
      };
    },
    ttl: {
      AccessToken: 600,
      AuthorizationCode: 60,
      Grant: 600,
      IdToken: 600,
      Interaction: 600,
      RefreshToken: 600,
      Session: 600,
    },
  } as Configuration;
}
