import type { TokenClaims } from '../../../protocol/token-claims.ts';
import type { NativeClient } from '../../../protocol/web-session.ts';
import type { Caller } from '../caller.ts';
import { bearerReader } from './bearer.ts';
import { callerOfClaims } from './caller-of-claims.ts';
import { createProvider, type Provider } from './provider.ts';
import type { OidcSettings } from './settings.ts';
import type { StepUpPorts } from './step-up.ts';
import { type IssuerLimits, tokenReader } from './token-reader.ts';

/** Where the provider sends a browser back to, below the collector's address. */
export const LOGIN_CALLBACK = '/v1/login/callback';

export type ClaimReader = (claims: TokenClaims) => Caller;

/** People, as an identity provider knows them. */
export interface OidcIdentity {
  /** Host of the provider, for people to read. */
  readonly name: string;
  readonly native: NativeClient | null;
  readonly provider: Provider;
  readonly callerOfClaims: ClaimReader;
  /** Whose access token this is. Throws ApiFault. */
  readonly callerWithAccessToken: (token: string) => Promise<Caller>;
  /** ID tokens that it makes for programs; null: none sign in. */
  readonly programs: Pick<StepUpPorts, 'readIdToken' | 'subjectClaim'> | null;
}

export interface OidcOptions {
  readonly settings: OidcSettings;
  /** The collector's own address, as browsers know it. */
  readonly url: URL;
  readonly clock: () => Date;
  readonly limits: IssuerLimits;
}

export function oidcIdentity({ settings, url, clock, limits }: OidcOptions): OidcIdentity {
  const redirectUri = new URL(LOGIN_CALLBACK, url).href;
  const provider = createProvider({ settings, redirectUri, timeoutMs: limits.identityTimeoutMs });
  return {
    name: new URL(settings.issuer).host,
    native: settings.native === null ? null : { issuer: settings.issuer, ...settings.native },
    provider,
    callerOfClaims: (claims) => callerOfClaims(claims, settings),
    callerWithAccessToken: bearerReader({ settings, provider, clock, limits }),
    programs:
      settings.native === null
        ? null
        : {
            subjectClaim: settings.subjectClaim,
            readIdToken: tokenReader({
              issuer: settings.issuer,
              audiences: [settings.native.clientId],
              keysUrl: () => provider.keysUrl(),
              clock,
              limits,
            }),
          },
  };
}
