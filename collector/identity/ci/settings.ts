import { CI_PROVIDERS, type CiProvider, type CiTrust, immutableClaims } from '../../../protocol/ci-trust.ts';
import { type JsonSchema, list, oneOf, requiring, text, whole } from '../../../protocol/schema.ts';
import { isSafeIssuer } from '../../../protocol/token-rules.ts';

/** Which pipelines may have an agent of their own, and what it gets. */
export interface CiSettings extends CiTrust {
  /** Groups of the pipeline's subject, as if a provider had said so. */
  readonly groups: readonly string[];
  /** How long its agent's token is good for. */
  readonly tokenMs: number;
}

/** As it stands in the settings file. */
export interface CiEntry {
  readonly provider: CiProvider;
  readonly issuer?: string;
  readonly audience: string;
  readonly require: Readonly<Record<string, readonly string[]>>;
  readonly claims?: readonly string[];
  readonly person?: string;
  readonly groups?: readonly string[];
  readonly minutes?: number;
}

const CLAIM_NAME = text(100);
const MAX_MINUTES = 24 * 60;

export const CI_SCHEMA: JsonSchema = list(
  requiring(['provider', 'audience', 'require'], {
    provider: oneOf(...CI_PROVIDERS),
    issuer: text(500),
    audience: text(500),
    require: {
      type: 'object',
      minProperties: 1,
      maxProperties: 20,
      additionalProperties: list(text(500), { min: 1, max: 1000 }),
    },
    claims: list(CLAIM_NAME, { max: 50 }),
    person: CLAIM_NAME,
    groups: list(text(200), { max: 100 }),
    minutes: whole(1, MAX_MINUTES),
  }),
  { max: 100 },
);

const DEFAULT_MINUTES = 60;
const MINUTE_MS = 60_000;

/** The trusts of a settings file. `refuse` makes the error of what is not safe. */
export function ciSettings(
  entries: readonly CiEntry[],
  refuse: (what: string) => Error,
): readonly CiSettings[] {
  return entries.map((entry, index) => {
    const { provider, audience, require } = entry;
    const issuer = entry.issuer ?? (provider === 'github-actions' ? GITHUB_ISSUER : null);
    if (issuer === null || !isSafeIssuer(issuer)) {
      throw refuse(`/ci/${index}/issuer is no https address, expected that of the provider's tokens`);
    }
    if (!immutableClaims(provider).some((name) => Object.hasOwn(require, name))) {
      const names = immutableClaims(provider).join(', ');
      throw refuse(`/ci/${index}/require rests on names alone, expected one of ${names}`);
    }
    return {
      ...{ provider, issuer, audience, require },
      claims: entry.claims ?? [],
      personClaim: entry.person ?? null,
      groups: entry.groups ?? [],
      tokenMs: (entry.minutes ?? DEFAULT_MINUTES) * MINUTE_MS,
    };
  });
}

const GITHUB_ISSUER = 'https://token.actions.githubusercontent.com';
