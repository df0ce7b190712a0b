import type { Configuration } from 'openid-client';
import type { NativeClient } from '../../protocol/web-session.ts';
import type { AccessToken } from '../core/sign-in/kept-account.ts';
import { SignInError } from './sign-in-error.ts';

/** What a provider gave; a refresh token where it gives any. */
export interface Tokens {
  readonly access: AccessToken;
  readonly refreshToken: string | null;
}

/** What a person who has just logged in shows the collector. */
export interface FreshLogin {
  readonly accessToken: string;
  readonly idToken: string;
}

export interface BrowserPorts {
  /** Where the provider sends the browser back to. */
  readonly redirectUri: string;
  readonly open: (address: string) => Promise<unknown>;
  /** The query of whoever came back with this state. */
  readonly comeBack: (state: string) => Promise<string>;
}

export interface DevicePorts {
  readonly show: (address: string, code: string) => void;
  readonly signal: AbortSignal;
}

const TIMEOUT_S = 30;
/** For a provider that does not say how long its access tokens are good. */
const DEFAULT_LIFE_S = 300;

/** The library is loaded when somebody signs in, and not with every window. */
const openid = () => import('openid-client');

/** Authorization code with PKCE (RFC 7636), back to the window by a URI. Throws SignInError. */
export function signInWithBrowser(client: NativeClient, ports: BrowserPorts): Promise<Tokens> {
  return tokensOf(throughBrowser(client, ports, {}));
}

/** The person logs in whoever they are at the provider; the ID token has `nonce`. Throws SignInError. */
export async function logInWithBrowser(
  client: NativeClient,
  ports: BrowserPorts,
  nonce: string,
): Promise<FreshLogin> {
  const asked = { nonce, prompt: 'login', max_age: '0' };
  const { access_token: accessToken, id_token: idToken } = await throughBrowser(client, ports, asked);
  if (idToken !== undefined) return { accessToken, idToken };
  throw new SignInError(
    'provider-failed',
    'the provider gave no ID token, which alone says when you logged in',
  );
}

function throughBrowser(
  client: NativeClient,
  ports: BrowserPorts,
  asked: Readonly<Record<string, string>>,
): Promise<Answer> {
  return withProvider(client, async (provider, library) => {
    const state = library.randomState();
    const verifier = library.randomPKCECodeVerifier();
    const address = library.buildAuthorizationUrl(provider, {
      ...client.parameters,
      redirect_uri: ports.redirectUri,
      scope: client.scopes.join(' '),
      state,
      code_challenge: await library.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
      ...asked,
    });
    const back = ports.comeBack(state);
    await ports.open(address.href);
    const came = new URL(ports.redirectUri);
    came.search = await back;
    provider[library.customFetch] = (url, options) => fetch(url, withRedirect(options, ports.redirectUri));
    const { nonce } = asked;
    const checks = {
      expectedState: state,
      pkceCodeVerifier: verifier,
      ...(nonce === undefined ? {} : { expectedNonce: nonce }),
    };
    return library.authorizationCodeGrant(provider, came, checks, client.parameters);
  });
}

/** A code that is typed into a browser anywhere (RFC 8628). Throws SignInError. */
export function signInWithDevice(client: NativeClient, { show, signal }: DevicePorts): Promise<Tokens> {
  const answer = withProvider(client, async (provider, library) => {
    const scope = client.scopes.join(' ');
    const begun = await library.initiateDeviceAuthorization(provider, { ...client.parameters, scope });
    show(begun.verification_uri_complete ?? begun.verification_uri, begun.user_code);
    return library.pollDeviceAuthorizationGrant(provider, begun, client.parameters, { signal });
  });
  return tokensOf(answer);
}

/**
 * Tokens in the place of those that end. Throws SignInError, `signed-out` where the provider takes this one no more: it
 * was used or revoked, or the person was signed out there.
 */
export function refreshed(client: NativeClient, refreshToken: string): Promise<Tokens> {
  return tokensOf(
    withProvider(client, (provider, library) =>
      library.refreshTokenGrant(provider, refreshToken, { ...client.parameters }),
    ),
  );
}

/** Tells the provider that nobody needs the token any more, where it wants to know (RFC 7009). */
export async function revoke(client: NativeClient, refreshToken: string): Promise<void> {
  const library = await openid();
  const provider = await providerOf(client, library);
  if (provider.serverMetadata().revocation_endpoint === undefined) return;
  await library.tokenRevocation(provider, refreshToken);
}

type Library = Awaited<ReturnType<typeof openid>>;
type Answer = Awaited<ReturnType<Library['refreshTokenGrant']>>;

async function withProvider(
  client: NativeClient,
  use: (provider: Configuration, library: Library) => Promise<Answer>,
): Promise<Answer> {
  const library = await openid();
  try {
    return await use(await providerOf(client, library), library);
  } catch (fault) {
    if (fault instanceof SignInError) throw fault;
    const host = new URL(client.issuer).host;
    // RFC 6749, 5.2: what was shown to the provider is worth nothing. All else may be mended by trying again.
    if (fault instanceof library.ResponseBodyError && fault.error === 'invalid_grant')
      throw new SignInError('signed-out', `${host} has ended the sign-in`);
    throw new SignInError('provider-failed', `the sign-in at ${host} failed or was refused`);
  }
}

async function tokensOf(answering: Promise<Answer>): Promise<Tokens> {
  const answer = await answering;
  const lifeMs = (answer.expiresIn() ?? DEFAULT_LIFE_S) * 1000;
  return {
    access: { token: answer.access_token, endsMs: Date.now() + lifeMs },
    refreshToken: answer.refresh_token ?? null,
  };
}

function providerOf({ issuer, clientId }: NativeClient, library: Library): Promise<Configuration> {
  const url = new URL(issuer);
  const isLocal = url.protocol === 'http:' && ['127.0.0.1', 'localhost'].includes(url.hostname);
  return library.discovery(url, clientId, undefined, library.None(), {
    timeout: TIMEOUT_S,
    ...(isLocal ? { execute: [library.allowInsecureRequests] } : {}),
  });
}

type FetchOptions = Parameters<NonNullable<Configuration[typeof import('openid-client').customFetch]>>[1];

/**
 * The address of a window in a browser has a query, which belongs to what was registered; the library leaves it out of
 * what the code is redeemed with (RFC 6749, 4.1.3: it has to be the same).
 */
function withRedirect(options: FetchOptions, redirectUri: string): RequestInit {
  const { body } = options;
  if (body instanceof URLSearchParams && body.has('redirect_uri')) body.set('redirect_uri', redirectUri);
  return options as RequestInit;
}
