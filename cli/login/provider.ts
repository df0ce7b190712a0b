import { spawn } from 'node:child_process';
import { allowInsecureRequests, type Configuration, discovery, None, tokenRevocation } from 'openid-client';
import type { NativeClient } from '../../protocol/web-session.ts';
import { LoginError } from './login-error.ts';

const PROVIDER_TIMEOUT_S = 30;

/** Does something at the identity provider of `client`. Throws LoginError, which holds nothing that the provider said. */
export async function atProvider<Result>(
  { issuer, clientId }: NativeClient,
  use: (provider: Configuration) => Promise<Result>,
): Promise<Result> {
  try {
    const url = new URL(issuer);
    const isLocal =
      url.protocol === 'http:' && (url.hostname === '127.0.0.1' || url.hostname === 'localhost');
    const provider = await discovery(url, clientId, undefined, None(), {
      timeout: PROVIDER_TIMEOUT_S,
      ...(isLocal ? { execute: [allowInsecureRequests] } : {}),
    });
    return await use(provider);
  } catch (fault) {
    if (fault instanceof LoginError) throw fault;
    throw new LoginError(
      'provider-failed',
      `the sign-in at ${new URL(issuer).host} failed or was refused`,
      'try again; with --device where no browser can come back to this machine',
    );
  }
}

/**
 * Has the provider end a refresh token, where it wants to know (RFC 7009): what an agent works with is the collector's, and
 * a right that nobody keeps is good for whoever finds it. One that cannot be told lets it end by itself.
 */
export async function giveBack(client: NativeClient, refreshToken: string | null): Promise<void> {
  if (refreshToken === null) return;
  try {
    await atProvider(client, async (provider) => {
      if (provider.serverMetadata().revocation_endpoint === undefined) return;
      await tokenRevocation(provider, refreshToken);
    });
  } catch (fault) {
    if (!(fault instanceof LoginError)) throw fault;
  }
}

/** The address is an argument of its own, and no shell reads it. That nothing opens is no fault: it is printed too. */
export function openInBrowser(address: string): void {
  const [program, ...before] = OPENERS[process.platform] ?? ['xdg-open'];
  if (program === undefined) return;
  const opened = spawn(program, [...before, address], { stdio: 'ignore', detached: true });
  opened.on('error', () => {});
  opened.unref();
}

const OPENERS: Readonly<Partial<Record<NodeJS.Platform, readonly string[]>>> = {
  darwin: ['open'],
  win32: ['rundll32', 'url.dll,FileProtocolHandler'],
};
