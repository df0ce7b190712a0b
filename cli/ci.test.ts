import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { runCli } from '../test/support/cli.ts';
import { openWorld, type World } from '../test/support/world.ts';
import { statusOf } from './ci/background-agent.ts';
import { ownHome } from './ci/job-owner.ts';
import { jobHome, jobName, pipelineKind, withoutRights } from './ci/pipeline.ts';
import { ciCommand } from './ci.ts';
import { keepLogin, keptLogin } from './login/kept-login.ts';

let home: string;

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'countersign-ci-'));
  vi.stubEnv('COUNTERSIGN_HOME', home);
  for (const name of ['GITHUB_ENV', 'GITHUB_STEP_SUMMARY']) vi.stubEnv(name, join(home, name));
});

afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(home, { recursive: true, force: true });
});

const ci = (...args: readonly string[]) => runCli(home, ciCommand, ['ci', ...args]);

test.each([
  [{ GITHUB_ACTIONS: 'true', GITHUB_ENV: '/e', RUNNER_TEMP: '/t' }, 'github-actions', '/t/countersign'],
  [{ TF_BUILD: 'True', AGENT_TEMPDIRECTORY: '/t' }, 'azure-pipelines', '/t/countersign'],
  [{ GITLAB_CI: 'true', CI_JOB_ID: '7' }, 'shell', join(tmpdir(), 'countersign-job-7')],
  [{ CI_JOB_ID: '../7' }, 'shell', join(tmpdir(), 'countersign-job-here')],
])('%j', (environment, kind, folder) => {
  expect([pipelineKind(environment), jobHome(environment)]).toEqual([kind, folder]);
});

test.each([
  [{ CI_JOB_ID: '7', PATH: '/bin' }, '7'],
  [{ GITHUB_RUN_ID: '1', GITHUB_RUN_ATTEMPT: '2', GITHUB_JOB: 'build', RUNNER_NAME: 'r' }, '1 2 build r'],
  [{ SYSTEM_JOBID: 'x', AGENT_NAME: 'a' }, 'x a'],
  [{ PATH: '/bin' }, null],
])('%j is the job %j', (environment, name) => {
  expect(jobName(environment)).toBe(name);
});

test('the agent does not have the rights of the job', () => {
  const environment = {
    PATH: '/bin',
    ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'x',
    CI_JOB_TOKEN: 'x',
    GITHUB_TOKEN: 'x',
  };
  expect(withoutRights(environment)).toEqual({ PATH: '/bin' });
});

describe('a start that fails leaves the way shut', () => {
  const COLLECTOR = 'http://127.0.0.1:1';

  test.each<[string, readonly string[], string]>([
    ['without a collector', ['https://collector.example/x', '--policy', 'p'], 'no address of a collector'],
    ['without a token', [COLLECTOR, '--policy', 'p'], 'no job that has an OIDC token'],
  ])('%s', async (_name, args, reason) => {
    for (const name of ['ACTIONS_ID_TOKEN_REQUEST_URL', 'SYSTEM_OIDCREQUESTURI', 'COUNTERSIGN_ID_TOKEN'])
      vi.stubEnv(name, undefined);
    const { exitCode, out } = await ci('start', ...args, '--pipeline', 'github-actions');
    expect([exitCode, out]).toEqual([1, expect.stringContaining(`::error title=Countersign::countersign`)]);
    expect(out).toContain(reason);
    expect(await readFile(join(home, 'GITHUB_ENV'), 'utf8')).toContain('countersign-is-not-running.invalid');
  });

  test('with a token, and no collector that answers', async () => {
    vi.stubEnv('COUNTERSIGN_ID_TOKEN', 'a.b.c');
    const { exitCode, out, err } = await ci('start', COLLECTOR, '--policy', 'p', '--pipeline', 'shell');
    expect([exitCode, err]).toEqual([1, expect.stringContaining('no collector answers')]);
    expect(await readFile(out.trim(), 'utf8')).toMatch(
      /countersign-is-not-running\.invalid(.|\n)*\nfalse\n$/,
    );
  });
});

describe('a stop', { timeout: 120_000 }, () => {
  let world: World;

  beforeEach(async () => {
    world = await openWorld();
    vi.stubEnv('COUNTERSIGN_HOME', world.home);
  });

  afterEach(() => world.close());

  const stop = (...args: readonly string[]) =>
    runCli(world.home, ciCommand, ['ci', 'stop', '--pipeline', 'github-actions', ...args]);
  const summary = () => readFile(join(home, 'GITHUB_STEP_SUMMARY'), 'utf8');

  test('of nothing is done', async () => {
    expect(await stop()).toMatchObject({ exitCode: 0, out: expect.stringContaining('no agent of this job') });
  });

  test('and a start of another job with the same home leave the agent of this one alone', async () => {
    const agent = await world.agentAsProcess();
    const { url, token } = world.config.collector;
    keepLogin(world.home, {
      collector: url,
      agent: { name: 'ci', token, subject: 'ci', groups: [], expiresAt: '2099-01-01T00:00:00.000Z' },
    });
    await ownHome(world.home, { CI_JOB_ID: '7' });
    vi.stubEnv('CI_JOB_ID', '8');
    const start = ['start', url, '--policy', 'p', '--pipeline', 'github-actions'];
    const started = await runCli(world.home, ciCommand, ['ci', ...start]);
    const stopped = await stop();
    for (const { exitCode, out } of [started, stopped])
      expect([exitCode, out]).toEqual([1, expect.stringContaining('give each job a home of its own')]);
    expect(await statusOf(world.home)).not.toBeNull();
    expect(keptLogin(world.home)?.agent.token).toBe(token);
    await agent.kill();
  });

  test('ships what an agent that was killed left, as soon as there is a collector, and says that it was', {
    timeout: 300_000,
  }, async () => {
    const agent = await world.agentAsProcess();
    const { url, token } = world.config.collector;
    keepLogin(world.home, {
      collector: url,
      agent: { name: 'ci', token, subject: 'ci', groups: [], expiresAt: '2099-01-01T00:00:00.000Z' },
    });
    await world.stopCollector();
    await agent.kill();
    const without = await stop('--timeout', '1');
    expect([without.exitCode, without.out]).toEqual([1, expect.stringContaining('does not have')]);
    expect(await summary()).toMatch(/\*\*\d+ of \d+ records are not at the collector/);
    expect(keptLogin(world.home)).not.toBe(null);
    await world.startCollector();
    await writeFile(join(home, 'GITHUB_STEP_SUMMARY'), '');
    const again = await stop();
    expect([again.exitCode, again.out]).toEqual([1, expect.stringContaining('had ended before the job did')]);
    expect(await summary()).toMatch(/All \d+ records are at the collector/);
    expect((await stop()).exitCode).toBe(0);
  });
});
