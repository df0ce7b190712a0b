import { spawn } from 'node:child_process';
import { allowInsecureRequests, type Configuration, discovery, None } from 'openid-client';
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
