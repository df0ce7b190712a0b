import { createServer, type Server } from 'node:http';
import {
  authorizationCodeGrant,
  buildAuthorizationUrl,
  type Configuration,
  calculatePKCECodeChallenge,
  randomPKCECodeVerifier,
  randomState,
} from 'openid-client';
import type { NativeClient } from '../../protocol/web-session.ts';
import { LoginError } from './login-error.ts';

export interface BrowserPorts {
  /** Shows the address to the person, and opens it where it can. */
  open(address: string): void;
  readonly timeoutMs: number;
  /** The person logs in whoever they are at the provider, and the ID token has this. */
  readonly nonce?: string;
}

/** What a provider gave to somebody who signed in; null where it gives none of them. */
export interface ProviderTokens {
  readonly accessToken: string;
  readonly idToken: string | null;
  readonly refreshToken: string | null;
}

export function providerTokens(answer: Awaited<ReturnType<typeof authorizationCodeGrant>>): ProviderTokens {
  return {
    accessToken: answer.access_token,
    idToken: answer.id_token ?? null,
    refreshToken: answer.refresh_token ?? null,
  };
}

/**
 * Signs in with the browser: authorization code with PKCE, back to a port of loopback that is open for this one
 * sign-in (RFC 8252, 7.3). Throws LoginError.
 */
export async function signInWithBrowser(
  provider: Configuration,
  client: NativeClient,
  ports: BrowserPorts,
): Promise<ProviderTokens> {
  const proof = { state: randomState(), verifier: randomPKCECodeVerifier() };
  const { server, port } = await listen();
  try {
    const redirectUri = `http://127.0.0.1:${port}/callback`;
    const address = buildAuthorizationUrl(provider, {
      ...client.parameters,
      redirect_uri: redirectUri,
      scope: client.scopes.join(' '),
      state: proof.state,
      code_challenge: await calculatePKCECodeChallenge(proof.verifier),
      code_challenge_method: 'S256',
      ...(ports.nonce === undefined ? {} : { nonce: ports.nonce, prompt: 'login', max_age: '0' }),
    });
    const back = comeBack(server, proof.state, ports.timeoutMs);
    ports.open(address.href);
    const search = await back;
    const checks = {
      expectedState: proof.state,
      pkceCodeVerifier: proof.verifier,
      ...(ports.nonce === undefined ? {} : { expectedNonce: ports.nonce }),
    };
    const tokens = await authorizationCodeGrant(
      provider,
      new URL(search, redirectUri),
      checks,
      client.parameters,
    );
    return providerTokens(tokens);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

async function listen(): Promise<{ readonly server: Server; readonly port: number }> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  return { server, port: typeof address === 'object' && address !== null ? address.port : 0 };
}

/** The address that the browser comes back to. Whoever does not know the state is told nothing and changes nothing. */
function comeBack(server: Server, state: string, timeoutMs: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => {
      reject(new LoginError('timed-out', 'nobody came back from the identity provider in time', 'try again'));
    }, timeoutMs);
    server.on('request', ({ method, url = '/' }, response) => {
      const isOurs =
        method === 'GET' &&
        url.startsWith('/callback?') &&
        new URL(url, 'http://here').searchParams.get('state') === state;
      response
        .writeHead(isOurs ? 200 : 404, { 'content-type': 'text/plain; charset=utf-8', connection: 'close' })
        .end(isOurs ? 'Signed in to Countersign. You can close this window.\n' : 'Nothing is here.\n');
      if (!isOurs) return;
      clearTimeout(late);
      response.once('finish', () => resolve(url));
    });
  });
}
