import { decodeJwt } from 'jose';
import { trustedPipeline } from '../../../protocol/ci-trust.ts';
import type { Vouched } from '../../../protocol/identity.ts';
import type { TokenClaims } from '../../../protocol/token-claims.ts';
import { keysAddress, metadataAddress } from '../../../protocol/token-rules.ts';
import { ApiFault } from '../../api-fault.ts';
import { type IssuerLimits, tokenReader } from '../oidc/token-reader.ts';
import type { CiSettings } from './settings.ts';

/** A pipeline that the settings trust. */
export interface KnownPipeline {
  readonly subject: string;
  readonly vouched: Vouched;
  readonly groups: readonly string[];
  readonly tokenMs: number;
}

interface PipelinesOptions {
  readonly trusts: readonly CiSettings[];
  readonly clock: () => Date;
  readonly limits: IssuerLimits;
}

/** Whose the token of a pipeline is. Throws ApiFault, which repeats nothing of the token. */
export function pipelineReader({
  trusts,
  clock,
  limits,
}: PipelinesOptions): (token: string) => Promise<KnownPipeline> {
  const issuers = new Set(trusts.map(({ issuer }) => issuer));
  const readers = new Map(
    [...issuers].map((issuer) => {
      const audiences = trusts.filter((trust) => trust.issuer === issuer).map(({ audience }) => audience);
      const keysUrl = (): Promise<URL> => discoverKeys(issuer, limits.identityTimeoutMs);
      return [issuer, tokenReader({ issuer, audiences, keysUrl, clock, limits })] as const;
    }),
  );
  return async (token) => {
    const read = readers.get(issuerOf(token));
    if (read === undefined) {
      throw new ApiFault('unauthenticated', 'the token is of an issuer that this collector does not trust');
    }
    return pipelineOf(await read(token), trusts);
  };
}

function pipelineOf(claims: TokenClaims, trusts: readonly CiSettings[]): KnownPipeline {
  for (const trust of trusts) {
    const found = trustedPipeline(claims, trust);
    if (found.kind === 'trusted') return { ...found, groups: trust.groups, tokenMs: trust.tokenMs };
  }
  throw new ApiFault('forbidden', 'the pipeline is none of those that this collector trusts');
}

/** Only to know whose keys to ask: nothing is believed before the signature holds. */
function issuerOf(token: string): string {
  try {
    return decodeJwt(token).iss ?? '';
  } catch {
    throw new ApiFault('unauthenticated', 'that is no JWT in its compact form');
  }
}

async function discoverKeys(issuer: string, timeoutMs: number): Promise<URL> {
  try {
    const signal = AbortSignal.timeout(timeoutMs);
    const response = await fetch(metadataAddress(issuer), { redirect: 'error', signal });
    const address = response.ok ? keysAddress(issuer, await response.json()) : null;
    if (address !== null) return new URL(address);
  } catch {
    // What the issuer said goes to nobody.
  }
  throw new ApiFault(
    'identity-away',
    'the issuer of the token cannot be reached, or is not what it should be',
  );
}
