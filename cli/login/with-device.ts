import { type Configuration, initiateDeviceAuthorization, pollDeviceAuthorizationGrant } from 'openid-client';
import type { NativeClient } from '../../protocol/web-session.ts';
import { type ProviderTokens, providerTokens } from './in-browser.ts';

export interface DevicePorts {
  /** Shows the person where to go, and the code to enter there. */
  show(address: string, code: string): void;
  readonly timeoutMs: number;
}

/** Signs in with a browser on another device (RFC 8628). */
export async function signInWithDevice(
  provider: Configuration,
  client: NativeClient,
  ports: DevicePorts,
): Promise<ProviderTokens> {
  const begun = await initiateDeviceAuthorization(provider, {
    ...client.parameters,
    scope: client.scopes.join(' '),
  });
  ports.show(begun.verification_uri_complete ?? begun.verification_uri, begun.user_code);
  const signal = AbortSignal.timeout(ports.timeoutMs);
  return providerTokens(await pollDeviceAuthorizationGrant(provider, begun, client.parameters, { signal }));
}
