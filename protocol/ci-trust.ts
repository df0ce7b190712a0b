import type { Vouched } from './identity.ts';
import type { CiClaims } from './operation.ts';
import { chosenClaims, type TokenClaims } from './token-claims.ts';

export const CI_PROVIDERS = ['github-actions', 'gitlab-ci', 'azure-pipelines'] as const;

export type CiProvider = (typeof CI_PROVIDERS)[number];

/** Which pipelines are believed. */
export interface CiTrust {
  readonly provider: CiProvider;
  /** As it calls itself in its tokens. */
  readonly issuer: string;
  readonly audience: string;
  /** The token must have each of these claims, with one of its values, character by character. */
  readonly require: Readonly<Record<string, readonly string[]>>;
  /** Claims that agents are told besides those of every pipeline. */
  readonly claims: readonly string[];
  /** The claim that names the person who started the run, as the collector names people; null: none does. */
  readonly personClaim: string | null;
}

export type TrustedPipeline =
  | { readonly kind: 'trusted'; readonly subject: string; readonly vouched: Vouched }
  | { readonly kind: 'refused'; readonly reason: string };

interface ProviderClaims {
  /** The claim that names a repository for good. */
  readonly id: string;
  /** Claims that stay the same when something is renamed, or taken over by somebody else under its old name. */
  readonly immutable: readonly string[];
  readonly read: (claim: (name: string) => string) => Omit<CiClaims, 'provider' | 'repositoryId'>;
}

/**
 * Claims as the providers document them: GitHub, "OpenID Connect reference"; GitLab, "ID token authentication", token
 * payload; Azure Pipelines, what its oidctoken endpoint issues.
 */
const PROVIDERS: Readonly<Record<CiProvider, ProviderClaims>> = {
  'github-actions': {
    id: 'repository_id',
    immutable: ['repository_id', 'repository_owner_id', 'enterprise_id'],
    read: (claim) => ({
      repository: claim('repository'),
      ref: claim('ref'),
      environment: claim('environment'),
      workflow: claim('job_workflow_ref') || claim('workflow_ref'),
      event: claim('event_name'),
      runId: claim('run_id'),
    }),
  },
  'gitlab-ci': {
    id: 'project_id',
    immutable: ['project_id', 'namespace_id'],
    read: (claim) => ({
      repository: claim('project_path'),
      ref: claim('ref_path') || claim('ref'),
      environment: claim('environment'),
      workflow: claim('ci_config_ref_uri'),
      event: claim('pipeline_source'),
      runId: claim('pipeline_id'),
    }),
  },
  'azure-pipelines': {
    id: 'rpo_id',
    immutable: ['org_id', 'prj_id', 'def_id', 'rpo_id'],
    read: (claim) => ({
      repository: claim('rpo_uri'),
      ref: claim('rpo_ref'),
      environment: '',
      workflow: claim('def_id'),
      event: '',
      runId: claim('run_id'),
    }),
  },
};

/** Claims of which a trust must require one: names alone are somebody else's after a rename. */
export function immutableClaims(provider: CiProvider): readonly string[] {
  return PROVIDERS[provider].immutable;
}

/** Whom a pipeline's verified token is of, where it meets the trust. The subject is made of what never changes. */
export function trustedPipeline(claims: TokenClaims, trust: CiTrust): TrustedPipeline {
  if (!isMet(claims, trust)) return refused('the pipeline is not one that is trusted');
  const { provider, personClaim } = trust;
  const { id, read } = PROVIDERS[provider];
  const repositoryId = textOf(claims, id);
  if (repositoryId === '') return refused(`the token has no claim ${id}`);
  const actsFor = personClaim === null ? null : textOf(claims, personClaim);
  if (actsFor === '')
    return refused(`the token has no claim ${personClaim}, which names who started the run`);
  const ci: CiClaims = { provider, repositoryId, ...read((name) => textOf(claims, name)) };
  const chosen = chosenClaims(claims, trust.claims);
  return {
    kind: 'trusted',
    subject: `${provider}:${id}:${repositoryId}`,
    vouched: { kind: 'pipeline', actsFor, claims: chosen, ci },
  };
}

function isMet(claims: TokenClaims, { issuer, audience, require }: CiTrust): boolean {
  const isOfIssuer = textOf(claims, 'iss') === issuer;
  const isForUs = [claims['aud']].flat().includes(audience);
  const wanted = Object.entries(require);
  return (
    isOfIssuer &&
    isForUs &&
    wanted.length > 0 &&
    wanted.every(([name, values]) => values.includes(textOf(claims, name)))
  );
}

const MAX_CLAIM = 500;

/** Numbers and booleans as texts; empty where there is none, or more than is carried. */
function textOf(claims: TokenClaims, name: string): string {
  const value = Object.hasOwn(claims, name) ? claims[name] : undefined;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return typeof value === 'string' && value.length <= MAX_CLAIM ? value : '';
}

function refused(reason: string): TrustedPipeline {
  return { kind: 'refused', reason };
}
