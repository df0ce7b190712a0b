import { describe, expect, test } from 'vitest';
import { type CiTrust, immutableClaims, trustedPipeline } from './ci-trust.ts';
import type { TokenClaims } from './token-claims.ts';

const AUDIENCE = 'https://countersign.example';

const GITHUB: TokenClaims = {
  iss: 'https://token.actions.githubusercontent.com',
  aud: AUDIENCE,
  sub: 'repo:octo-org/demo:environment:production',
  repository: 'octo-org/demo',
  repository_id: '74',
  repository_owner_id: '65',
  ref: 'refs/heads/main',
  environment: 'production',
  job_workflow_ref: 'octo-org/flows/.github/workflows/release.yml@refs/heads/main',
  workflow_ref: 'octo-org/demo/.github/workflows/caller.yml@refs/heads/main',
  event_name: 'push',
  run_id: '1',
  actor: 'dana',
};
const GITLAB: TokenClaims = {
  iss: 'https://gitlab.example.com',
  aud: [AUDIENCE, 'https://vault.example.com'],
  project_path: 'group/demo',
  project_id: '22',
  namespace_id: '72',
  ref: 'main',
  ref_type: 'branch',
  ref_path: 'refs/heads/main',
  ref_protected: 'true',
  environment: 'staging',
  ci_config_ref_uri: 'gitlab.example.com/group/demo//.gitlab-ci.yml@refs/heads/main',
  pipeline_source: 'schedule',
  pipeline_id: '574',
};
const AZURE: TokenClaims = {
  iss: 'https://vstoken.dev.azure.com/0b1c',
  aud: 'api://AzureADTokenExchange',
  org_id: '0b1c',
  prj_id: 'p1',
  def_id: '12',
  rpo_id: 'r1',
  rpo_uri: 'https://dev.azure.com/octo-org/demo/_git/demo',
  rpo_ref: 'refs/heads/main',
  run_id: '99',
};

function trust(change: Partial<CiTrust>): CiTrust {
  return {
    provider: 'github-actions',
    issuer: 'https://token.actions.githubusercontent.com',
    audience: AUDIENCE,
    require: { repository_id: ['74'] },
    claims: [],
    personClaim: null,
    ...change,
  };
}

const OF_GITLAB = trust({
  provider: 'gitlab-ci',
  issuer: 'https://gitlab.example.com',
  require: { project_id: ['22'], ref_protected: ['true'] },
  claims: ['ref_protected'],
});
const OF_AZURE = trust({
  provider: 'azure-pipelines',
  issuer: 'https://vstoken.dev.azure.com/0b1c',
  audience: 'api://AzureADTokenExchange',
  require: { org_id: ['0b1c'], prj_id: ['p1'] },
});

describe('a pipeline that is trusted', () => {
  test('of GitHub Actions', () => {
    expect(trustedPipeline(GITHUB, trust({ personClaim: 'actor' }))).toEqual({
      kind: 'trusted',
      subject: 'github-actions:repository_id:74',
      vouched: {
        kind: 'pipeline',
        actsFor: 'dana',
        claims: {},
        ci: {
          provider: 'github-actions',
          repository: 'octo-org/demo',
          repositoryId: '74',
          ref: 'refs/heads/main',
          environment: 'production',
          workflow: 'octo-org/flows/.github/workflows/release.yml@refs/heads/main',
          event: 'push',
          runId: '1',
        },
      },
    });
  });

  test('of GitLab', () => {
    expect(trustedPipeline(GITLAB, OF_GITLAB)).toMatchObject({
      subject: 'gitlab-ci:project_id:22',
      vouched: {
        claims: { ref_protected: ['true'] },
        ci: { repository: 'group/demo', ref: 'refs/heads/main', event: 'schedule', runId: '574' },
      },
    });
  });

  test('of Azure Pipelines', () => {
    expect(trustedPipeline(AZURE, OF_AZURE)).toMatchObject({
      subject: 'azure-pipelines:rpo_id:r1',
      vouched: { ci: { repositoryId: 'r1', ref: 'refs/heads/main', environment: '', runId: '99' } },
    });
  });

  test('by a claim that is a number in the token', () => {
    expect(trustedPipeline({ ...GITHUB, repository_id: 74 }, trust({}))).toMatchObject({
      subject: 'github-actions:repository_id:74',
    });
  });
});

describe('a pipeline that is not', () => {
  test.each<[string, TokenClaims, Partial<CiTrust>]>([
    ['another repository of the same name', { ...GITHUB, repository_id: '75' }, {}],
    ['another of two claims', GITHUB, { require: { repository_id: ['74'], environment: ['staging'] } }],
    ['a claim that begins alike', { ...GITHUB, repository_id: '741' }, {}],
    ['a claim that the token lacks', GITHUB, { require: { enterprise_id: ['1'] } }],
    ['a claim that is a list', { ...GITHUB, repository_id: ['74'] }, {}],
    ['a claim that the token inherits', Object.create(GITHUB) as TokenClaims, {}],
    ['no claim required', GITHUB, { require: {} }],
    ['another audience', { ...GITHUB, aud: 'https://vault.example.com' }, {}],
    ['another issuer', { ...GITHUB, iss: 'https://token.actions.githubusercontent.com/octo' }, {}],
    ['no repository id', { ...GITHUB, repository_id: undefined }, { require: { run_id: ['1'] } }],
    ['nobody who started it, where somebody must', { ...GITHUB, actor: undefined }, { personClaim: 'actor' }],
  ])('%s', (_what, claims, change) => {
    expect(trustedPipeline(claims, trust(change))).toMatchObject({ kind: 'refused' });
  });

  test('a name is nothing that a trust could rest on', () => {
    for (const provider of ['github-actions', 'gitlab-ci', 'azure-pipelines'] as const) {
      expect(immutableClaims(provider).every((name) => name.endsWith('_id'))).toBe(true);
    }
  });
});
