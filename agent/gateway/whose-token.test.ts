import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openTestCollector, type TestCollector } from '../../test/support/collector.ts';
import { openIssuer, type TestIssuer } from '../../test/support/token-issuer.ts';
import { DEFAULT_GATEWAY_LIMITS } from './limits.ts';
import type { GatewayIssuer } from './settings.ts';
import { type WhoseToken, whoseToken } from './whose-token.ts';

const AUDIENCE = 'https://gateway.example.com';

let issuer: TestIssuer;
let collector: TestCollector;

beforeAll(async () => {
  [issuer, collector] = await Promise.all([openIssuer(), openTestCollector()]);
});

afterAll(async () => {
  await issuer.close();
  await collector.close();
});

function whose(change: Partial<GatewayIssuer> = {}): WhoseToken {
  const entry: GatewayIssuer = {
    ...{ issuer: issuer.issuer, audience: AUDIENCE, actor: 'ci', subjectClaim: 'sub', groupsClaim: 'groups' },
    ...{ subjectPrefix: 'ci/', provider: null, personClaim: null, groups: [], claims: ['team'], require: {} },
    ...change,
  };
  return whoseToken({
    identity: { collectorActor: 'mixed', issuers: [entry] },
    collector: { url: collector.url },
    clock: () => new Date(),
    limits: DEFAULT_GATEWAY_LIMITS,
  });
}

const token = (claims: object) => issuer.token({ aud: AUDIENCE, ...claims });

describe('a token of an issuer', () => {
  test('is of whom its claims name, under a name that is no other issuer’s', async () => {
    expect(await whose()(await token({ sub: 'build', groups: ['a'], team: 'x' }))).toMatchObject({
      ...{ subject: 'ci/build', groups: ['a'], actor: 'ci' },
      vouched: { kind: 'pipeline', actsFor: null, claims: { team: ['x'] }, ci: null },
    });
  });

  test('of a pipeline is of its repository for good, and of whoever started it', async () => {
    const trust = {
      provider: 'github-actions',
      personClaim: 'actor',
      groups: ['pipelines'],
      require: { repository_id: ['74'] },
    } as const;
    const claims = {
      sub: 'repo:octo-org/demo',
      repository_id: '74',
      repository: 'octo-org/demo',
      actor: 'robin',
      run_id: '1',
    };
    expect(await whose(trust)(await token(claims))).toMatchObject({
      ...{ subject: 'github-actions:repository_id:74', groups: ['pipelines'], actor: 'ci' },
      vouched: { kind: 'pipeline', actsFor: 'robin', ci: { repositoryId: '74', runId: '1' } },
    });
    expect(await whose(trust)(await token({ ...claims, actor: '' }))).toBeNull();
    expect(await whose(trust)(await token({ ...claims, repository_id: '75' }))).toBeNull();
  });

  test.each<[string, object]>([
    ['another value of a claim that is wanted', { sub: 'build', team: 'y' }],
    ['no such claim', { sub: 'build' }],
    ['a name that no record can hold', { sub: 'x'.repeat(199), team: 'x' }],
    ['groups that were left out', { sub: 'build', team: 'x', _claim_names: { groups: 'src1' } }],
  ])('with %s is nobody’s', async (_what, claims) => {
    expect(await whose({ require: { team: ['x'] } })(await token(claims))).toBeNull();
  });

  test('is nobody’s, and asked of nobody else, when its signature does not hold', async () => {
    expect(await whose()(await issuer.token({ aud: AUDIENCE, sub: 'build' }, 'strange'))).toBeNull();
  });
});

describe('a token of the collector', () => {
  test('is of its person', async () => {
    expect(await whose()(await collector.token('developer'))).toMatchObject({
      subject: 'developer',
      actor: 'mixed',
    });
  });

  test.each([['gateway'], ['nobody']])('of %s opens nothing', async (role) => {
    const shown = role === 'nobody' ? 'x'.repeat(43) : await collector.token('gateway');
    expect(await whose()(shown)).toBeNull();
  });

  test('is of nobody knows whom while the collector is away', async () => {
    await collector.stop();
    await expect(whose()('x'.repeat(43))).rejects.toMatchObject({ code: 'identity-away' });
    await collector.start();
  });
});
