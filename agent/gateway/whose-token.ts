import { type CiProvider, trustedPipeline } from '../../protocol/ci-trust.ts';
import type { Actor } from '../../protocol/subject.ts';
import { chosenClaims, subjectOfClaims, type TokenClaims } from '../../protocol/token-claims.ts';
import { createCollectorClient } from '../collector-client/client.ts';
import { CollectorError, isTransient } from '../collector-client/collector-error.ts';
import { TokenError } from '../identity/token-error.ts';
import { type IssuerLimits, tokenVerifier } from '../identity/token-verifier.ts';
import type { VouchedSession } from '../identity/vouched-session.ts';
import type { GatewayIdentity, GatewayIssuer } from './settings.ts';

/** Whose a token is, by the word of whoever made it. */
export interface Bearer {
  readonly subject: string;
  readonly groups: readonly string[];
  readonly actor: Actor;
  /** What is known of what runs there, for people: `ci`, `git`. */
  readonly program: string;
  /** Who vouches for it. */
  readonly evidence: string;
  /** What the token says besides; null where nobody signed it. */
  readonly vouched: VouchedSession | null;
  /** Milliseconds since the epoch; null where whoever made it does not say. */
  readonly expiresAt: number | null;
}

/** Who cannot be asked now. */
export class IdentityAwayError extends Error {
  readonly code = 'identity-away';
}

/** Null: the token is nobody's. Throws IdentityAwayError while nobody can say. */
export type WhoseToken = (token: string) => Promise<Bearer | null>;

export interface WhoseTokenOptions {
  readonly identity: GatewayIdentity;
  readonly collector: { readonly url: string };
  readonly clock: () => Date;
  readonly limits: IssuerLimits;
}

/** Asks the issuer that a token names, where its tokens are taken, and else the collector. */
export function whoseToken(options: WhoseTokenOptions): WhoseToken {
  const { issuers, collectorActor } = options.identity;
  const verifier = tokenVerifier({ ...options, issuers });
  return async (token) => {
    if (issuers.length > 0 && JWT.test(token)) {
      try {
        return bearerOf(await verifier.verify(token), issuers);
      } catch (fault) {
        if (!(fault instanceof TokenError)) throw fault;
        if (fault.code === 'issuer-away') {
          throw new IdentityAwayError('the issuer of the token cannot be reached', { cause: fault });
        }
        if (fault.code !== 'unknown-issuer') return null;
      }
    }
    return collectorActor === null ? null : ofCollector(token, collectorActor, options);
  };
}

/** Of a name in records and approvals. */
const MAX_SUBJECT = 200;

/** A JWS in its compact form (RFC 7515, 7.1). */
const JWT = /^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+$/;

/** The first of the entries for this issuer and audience whose wanted claims the token has. */
function bearerOf(claims: TokenClaims, issuers: readonly GatewayIssuer[]): Bearer | null {
  const entry = issuers.find((each) => isOf(claims, each));
  if (entry?.provider != null) return pipelineOf(claims, { ...entry, provider: entry.provider });
  const named = entry === undefined ? null : subjectOfClaims(claims, entry);
  if (entry === undefined || named?.kind !== 'known') return null;
  const subject = `${entry.subjectPrefix}${named.subject}`;
  if (subject.length > MAX_SUBJECT) return null;
  const expiresAt = Number(claims['exp']) * 1000;
  return {
    subject,
    groups: named.groups,
    actor: entry.actor,
    program: entry.actor === 'ci' ? 'ci' : 'git',
    evidence: `a token of ${entry.issuer}`,
    vouched: {
      kind: entry.actor === 'ci' ? 'pipeline' : 'person',
      actsFor: null,
      claims: chosenClaims(claims, entry.claims),
      ci: null,
      untilMs: expiresAt,
    },
    expiresAt,
  };
}

/** Whoever started the run is behind what it does, and cannot approve it. */
function pipelineOf(
  claims: TokenClaims,
  entry: GatewayIssuer & { readonly provider: CiProvider },
): Bearer | null {
  const found = trustedPipeline(claims, entry);
  if (found.kind === 'refused' || found.subject.length > MAX_SUBJECT) return null;
  const expiresAt = Number(claims['exp']) * 1000;
  return {
    ...{ subject: found.subject, groups: entry.groups, actor: entry.actor, program: 'ci' },
    ...{
      evidence: `a token of ${entry.issuer}`,
      vouched: { ...found.vouched, untilMs: expiresAt },
      expiresAt,
    },
  };
}

function isOf(claims: TokenClaims, { issuer, audience, require }: GatewayIssuer): boolean {
  const audiences: readonly unknown[] = Array.isArray(claims['aud']) ? claims['aud'] : [claims['aud']];
  return (
    claims['iss'] === issuer &&
    audiences.includes(audience) &&
    Object.entries(require).every(
      ([name, values]) =>
        Object.hasOwn(claims, name) && values.some((value) => value === String(claims[name])),
    )
  );
}

/** A gateway's own token opens no door of a gateway. */
async function ofCollector(
  token: string,
  actor: Actor,
  { collector, limits }: WhoseTokenOptions,
): Promise<Bearer | null> {
  const client = createCollectorClient({
    url: collector.url,
    token,
    timeoutMs: limits.identityTimeoutMs,
  });
  try {
    const { subject, groups, roles } = await client.caller();
    const evidence = 'a token that the collector knows';
    return roles.includes('gateway')
      ? null
      : { subject, groups, actor, program: 'git', evidence, vouched: null, expiresAt: null };
  } catch (fault) {
    if (!(fault instanceof CollectorError)) throw fault;
    if (isTransient(fault) || fault.code !== 'refused') {
      throw new IdentityAwayError('the collector cannot be reached', { cause: fault });
    }
    return null;
  } finally {
    client.close();
  }
}
