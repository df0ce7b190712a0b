import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { UnsecuredJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { AgentTokenAnswer } from '../../../protocol/collector-api.ts';
import { askFor, testChain } from '../../../test/support/collector.ts';
import { freePort } from '../../../test/support/free-port.ts';
import { oidcSettings } from '../../../test/support/oidc.ts';
import { openIssuer, type TestIssuer } from '../../../test/support/token-issuer.ts';
import { type Collector, startCollector } from '../../server.ts';
import type { CiSettings } from './settings.ts';

const AUDIENCE = 'https://countersign.example.com';
const CLAIMS = {
  aud: AUDIENCE,
  sub: 'repo:octo-org/demo:ref:refs/heads/main',
  repository: 'octo-org/demo',
  repository_id: '74',
  ref: 'refs/heads/main',
  event_name: 'push',
  run_id: '1',
  actor: 'reviewer',
};

let issuer: TestIssuer;
let collector: Collector;
let directory: string;
let passedMs = 0;

beforeAll(async () => {
  issuer = await openIssuer();
  const port = await freePort();
  directory = await mkdtemp(join(tmpdir(), 'countersign-ci-'));
  const trust: CiSettings = {
    provider: 'github-actions',
    issuer: issuer.issuer,
    audience: AUDIENCE,
    require: { repository_id: ['74', '75'] },
    claims: ['event_name'],
    personClaim: 'actor',
    groups: ['pipelines'],
    tokenMs: 60_000,
  };
  collector = await startCollector({
    directory,
    port,
    clock: () => new Date(Date.now() + passedMs),
    limits: { maxAgentsPerPipeline: 2, identityTimeoutMs: 10_000 },
    shared: {
      url: new URL(`http://127.0.0.1:${port}`),
      tls: null,
      ci: [trust],
      identity: oidcSettings(),
    },
  });
});

afterAll(async () => {
  await collector.close();
  await issuer.close();
  await rm(directory, { recursive: true, force: true });
});

function post(path: string, body: object, token: string | null = null): Promise<Response> {
  const headers = {
    'content-type': 'application/json',
    ...(token === null ? {} : { authorization: `Bearer ${token}` }),
  };
  return fetch(`${collector.url}${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
}

async function exchanged(claims: object): Promise<AgentTokenAnswer> {
  const answer = await post('/v1/ci-tokens', { token: await issuer.token({ ...CLAIMS, ...claims }) });
  expect(answer.status).toBe(201);
  return (await answer.json()) as AgentTokenAnswer;
}

async function codeOf(response: Response): Promise<string> {
  return ((await response.json()) as { error: { code: string } }).error.code;
}

describe('a job that is trusted', () => {
  test('gets a token for an agent, whose claims the collector signs', async () => {
    const { token, subject } = await exchanged({});
    expect(subject).toBe('github-actions:repository_id:74');
    const enrolled = await post('/v1/agents', { publicKey: testChain().publicKey }, token);
    expect(await enrolled.json()).toMatchObject({
      subject,
      groups: ['pipelines'],
      identity: {
        statement: {
          kind: 'pipeline',
          actsFor: 'reviewer',
          claims: { event_name: ['push'] },
          ci: { provider: 'github-actions', repositoryId: '74', ref: 'refs/heads/main', runId: '1' },
        },
      },
    });
  });

  test('asks in its own name, and its token ends', async () => {
    const { token } = await exchanged({ repository_id: '75' });
    const binding = { requester: 'github-actions:repository_id:75', actsFor: 'reviewer' };
    await post('/v1/agents', { publicKey: testChain().publicKey }, token);
    const asked = await post('/v1/approvals', askFor({ binding }), token);
    expect(asked.status).toBe(201);
    const hidden = askFor({ binding: { requester: binding.requester } });
    expect(await codeOf(await post('/v1/approvals', hidden, token))).toBe('forbidden');
    passedMs += 60_000;
    expect(await codeOf(await post('/v1/approvals', askFor({ binding }), token))).toBe('unauthenticated');
  });

  test('as many at once as are allowed', async () => {
    await exchanged({});
    await exchanged({});
    const one = await post('/v1/ci-tokens', { token: await issuer.token(CLAIMS) });
    expect([one.status, await codeOf(one)]).toEqual([429, 'too-many']);
    passedMs += 60_000;
    await exchanged({});
  });
});

describe('a job that is not', () => {
  test.each<[string, number, string, () => string | Promise<string>]>([
    ['of another repository', 403, 'forbidden', () => issuer.token({ ...CLAIMS, repository_id: '76' })],
    ['that nobody started', 403, 'forbidden', () => issuer.token({ ...CLAIMS, actor: '' })],
    ['with a token for somebody else', 401, 'unauthenticated', () => issuer.token({ ...CLAIMS, aud: 'x' })],
    ['with an expired token', 401, 'unauthenticated', () => issuer.token({ ...CLAIMS, exp: 1 })],
    ['with a key of its own', 401, 'unauthenticated', () => issuer.token(CLAIMS, 'strange')],
    [
      'of another issuer',
      401,
      'unauthenticated',
      () => issuer.token({ ...CLAIMS, iss: 'https://ci.example' }),
    ],
    [
      'with an unsigned token',
      401,
      'unauthenticated',
      () => new UnsecuredJWT({ ...CLAIMS, iss: issuer.issuer, iat: 1, exp: 9_999_999_999 }).encode(),
    ],
    ['without one', 401, 'unauthenticated', () => 'a.b.c'],
  ])('%s', async (_what, status, code, token) => {
    const answer = await post('/v1/ci-tokens', { token: await token() });
    expect([answer.status, await codeOf(answer)]).toEqual([status, code]);
  });

  test('cannot use its token in place of one of an agent', async () => {
    const token = await issuer.token(CLAIMS);
    expect((await post('/v1/agents', { publicKey: testChain().publicKey }, token)).status).toBe(401);
  });
});
