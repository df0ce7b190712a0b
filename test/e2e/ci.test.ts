import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type CollectorClient, createCollectorClient } from '../../agent/collector-client/client.ts';
import { fingerprintOf } from '../../agent/feed/feed-format.ts';
import { type GitServer, startGitServer } from '../../cli/playground/git-server.ts';
import { openDemoRepository } from '../../cli/playground/repository.ts';
import { type Collector, startCollector } from '../../collector/server.ts';
import { starterPolicy } from '../../policy/starter.ts';
import type { AuditRecord } from '../../protocol/audit-record.ts';
import { run } from '../support/developer.ts';
import { openTestFeed, type TestFeed } from '../support/feed.ts';
import { freePort } from '../support/free-port.ts';
import {
  type JobOptions,
  runAzureJob,
  runGithubJob,
  runGitlabJob,
  type StepResult,
} from '../support/job-runner.ts';
import { keptCertificate } from '../support/kept-certificate.ts';
import { openProvider, type TestProvider } from '../support/oidc.ts';
import { openIssuer, type TestIssuer } from '../support/token-issuer.ts';

/** The jobs of `deploy/`, in real shells: their runner, token service and company network are played. */
const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const HOST = 'git.playground.test';
const SUBJECT = 'github-actions:repository_id:74';
const RIGHT = 'a-right-to-ask-for-tokens';
const VENDOR = `rules:
  - { id: vendor, on: [repo.write], when: 'changes.exists(c, c.path.glob("vendor/**"))', effect: deny, message: vendored code stays }
`;
/** What a job changes says what becomes of it. */
const UPDATE = `#!/bin/sh
set -e
mkdir -p "$(dirname "$UPDATED")"
echo "$GITHUB_RUN_ID$CI_PIPELINE_ID$BUILD_BUILDID" > "$UPDATED"
git add "$UPDATED"
`;

let home: string;
let feed: TestFeed;
let provider: TestProvider;
let issuer: TestIssuer;
let collector: Collector;
let server: GitServer;
let services: Server;
let reviewer: CollectorClient;
let auditor: CollectorClient;
let options: Omit<JobOptions, 'folder' | 'workspace'>;
let jobs = 0;

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'countersign-ci-'));
  const certificate = await keptCertificate({
    folder: join(home, 'tls'),
    host: HOST,
    now: new Date(),
  });
  await openDemoRepository(join(home, 'git'), 'team/demo.git');
  server = await startGitServer({ root: join(home, 'git'), host: HOST, port: 0, ...certificate });
  feed = await openTestFeed();
  const policy = starterPolicy({ hosts: [HOST] }).replace('rules:\n', VENDOR);
  await feed.release(policy);
  const port = await freePort();
  const url = new URL(`http://127.0.0.1:${port}`);
  provider = await openProvider(`${url.origin}/v1/login/callback`);
  issuer = await openIssuer();
  collector = await startCollector({
    directory: join(home, 'collector'),
    port,
    clock: () => new Date(),
    feedDirectory: join(feed.folder, 'published'),
    shared: { url, tls: null, ci: [trust(url)], identity: identity() },
  });
  services = await openServices();
  reviewer = await clientOf('rita', 'reviewers', url);
  auditor = await clientOf('ada', 'auditors', url);
  const { port: playedAt } = services.address() as AddressInfo;
  const programs = await playedPrograms();
  options = {
    checkout: `git clone --quiet https://${HOST}/team/demo.git . && mkdir -p scripts && printf '%s' '${UPDATE}' > scripts/update && chmod +x scripts/update && echo scripts >> .git/info/exclude`,
    environment: {
      PATH: `${programs}:${process.env['PATH'] ?? ''}`,
      HOME: home,
      // GitLab's has no folder of its own for a job.
      TMPDIR: home,
      LC_ALL: 'C',
      GIT_CONFIG_NOSYSTEM: '1',
      GIT_TERMINAL_PROMPT: '0',
      // The company's own way out, which alone knows where the host is, and its authority.
      HTTPS_PROXY: `http://127.0.0.1:${playedAt}`,
      NODE_EXTRA_CA_CERTS: certificate.authorityFile,
    },
    variables: {
      COUNTERSIGN_COLLECTOR: url.origin,
      COUNTERSIGN_ROOT: fingerprintOf(await feed.root()),
    },
  };
});

afterAll(async () => {
  await collector.close();
  services.closeAllConnections();
  services.close();
  await server.close();
  await feed.close();
  await provider.close();
  await issuer.close();
  await rm(home, { recursive: true, force: true });
});

function trust(url: URL) {
  return {
    provider: 'github-actions' as const,
    issuer: issuer.issuer,
    audience: url.origin,
    require: { repository_id: ['74'] },
    claims: [],
    personClaim: null,
    groups: [],
    tokenMs: 600_000,
  };
}

function identity() {
  return {
    issuer: provider.issuer,
    clientId: provider.clientId,
    clientSecret: provider.clientSecret,
    audience: provider.audience,
    scopes: ['openid'],
    native: null,
    subjectClaim: 'sub',
    groupsClaim: 'groups',
    claims: [],
    serviceAccounts: [],
    roles: { developer: [], reviewer: ['reviewers'], auditor: ['auditors'] },
  };
}

async function clientOf(sub: string, group: string, url: URL): Promise<CollectorClient> {
  const iat = Math.floor(Date.now() / 1000);
  const claims = { iss: provider.issuer, aud: provider.audience, iat, exp: iat + 3600 };
  const token = await provider.accessToken({ ...claims, sub, groups: [group] });
  return createCollectorClient({ url: url.origin, token, timeoutMs: 10_000 });
}

const jobToken = () => issuer.token({ aud: collector.url, repository: 'team/demo', repository_id: '74' });

const tokenService = () => `http://127.0.0.1:${(services.address() as AddressInfo).port}/token?of=job`;

/** The token service of the job's provider, and a proxy that knows one host. */
async function openServices(): Promise<Server> {
  const opened = createServer((request, response) => {
    const isAllowed = request.headers.authorization === `Bearer ${RIGHT}`;
    void jobToken().then((value) =>
      response.writeHead(isAllowed ? 200 : 401).end(JSON.stringify({ value, oidcToken: value })),
    );
  });
  opened.on('connect', (request, socket) => {
    if (!request.url?.startsWith(`${HOST}:`)) {
      socket.end('HTTP/1.1 403 Forbidden\r\n\r\n');
      return;
    }
    const upstream = connect(server.port, '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n');
      upstream.pipe(socket).pipe(upstream);
    });
    for (const each of [upstream, socket])
      each.on('error', () => [upstream, socket].map((one) => one.destroy()));
  });
  await new Promise<void>((resolve) => opened.listen(0, '127.0.0.1', resolve));
  return opened;
}

/** `countersign` as it is after it was installed, which `npm` is not really asked to do. */
async function playedPrograms(): Promise<string> {
  const folder = join(home, 'programs');
  await mkdir(folder);
  const main = join(ROOT, 'cli/main.ts');
  const scripts = { npm: 'exit 0', countersign: `exec '${process.execPath}' '${main}' "$@"` };
  for (const [name, script] of Object.entries(scripts)) {
    await writeFile(join(folder, name), `#!/bin/sh\n${script}\n`);
    await chmod(join(folder, name), 0o755);
  }
  return folder;
}

interface Job {
  readonly id: string;
  readonly options: JobOptions;
  readonly text: (name: string) => Promise<string>;
}

async function newJob(updated: string, more: Readonly<Record<string, string>> = {}): Promise<Job> {
  jobs += 1;
  const id = String(70 + jobs);
  const folder = join(home, `job-${id}`);
  const workspace = join(folder, 'work');
  await mkdir(workspace, { recursive: true });
  const numbers = {
    GITHUB_RUN_ID: id,
    CI_PIPELINE_ID: id,
    CI_JOB_ID: `${process.pid}${id}`,
    BUILD_BUILDID: id,
  };
  const environment = { ...options.environment, ...numbers, UPDATED: updated, ...more };
  return {
    id,
    options: { ...options, folder, workspace, environment },
    text: (name) => readFile(join(folder, name), 'utf8'),
  };
}

const deployed = (name: string) => readFile(join(ROOT, 'deploy', name), 'utf8');

async function serverHas(id: string): Promise<boolean> {
  const bare = join(home, 'git', 'team/demo.git');
  const { stdout } = await run(['--git-dir', bare, 'for-each-ref', `refs/heads/update/${id}`], {
    cwd: home,
    home,
  });
  return stdout !== '';
}

function codes(results: readonly StepResult[]): Readonly<Record<string, number>> {
  return Object.fromEntries(results.map(({ name, code }) => [name, code]));
}

function said(results: readonly StepResult[]): string {
  return results.map(({ stdout, stderr }) => stdout + stderr).join('');
}

const jobsOf = [
  ['GitHub Actions', 'github-actions.yml', runGithubJob],
  ['GitLab CI', 'gitlab-ci.yml', async (text: string, how: JobOptions) => [await runGitlabJob(text, how)]],
  ['Azure Pipelines', 'azure-pipelines.yml', runAzureJob],
] as const;
const [github, gitlab, azure] = jobsOf;

async function runJob([, file, run_]: (typeof jobsOf)[number], job: Job): Promise<readonly StepResult[]> {
  return run_(await deployed(file), job.options);
}

test.concurrent('a push passes in a job of GitHub Actions, and every record is at the collector', {
  timeout: 180_000,
}, async () => {
  const job = await newJob('src/more.js', {
    ACTIONS_ID_TOKEN_REQUEST_URL: tokenService(),
    ACTIONS_ID_TOKEN_REQUEST_TOKEN: RIGHT,
  });
  const results = await runJob(github, job);
  expect([codes(results), said(results)]).toEqual([
    { 'Install Countersign': 0, 'Start the agent': 0, '': 0, Work: 0, 'Stop the agent': 0 },
    expect.stringContaining(`as ${SUBJECT}, under the policy of version 1`),
  ]);
  expect(await serverHas(job.id)).toBe(true);
  expect(await job.text('GITHUB_STEP_SUMMARY')).toMatch(/git\.push \| 1 \| 0 \| 0/);
  const variables = await job.text('GITHUB_ENV');
  const [, user = '', secret = ''] = /HTTPS_PROXY<<.*\nhttp:\/\/([^:]+):([^@]{43})@/.exec(variables) ?? [];
  for (const written of [secret, Buffer.from(`${user}:${secret}`).toString('base64')]) {
    expect(said(results).split(written)).toEqual([
      expect.stringMatching(/::add-mask::$/),
      expect.any(String),
    ]);
  }
  const told = await recordsOf(job);
  expect(told.map(({ event }) => event)).toContain('agent.stopped');
  expect(told.find(({ event }) => event === 'session.opened')?.detail).toMatchObject({
    subject: SUBJECT,
    actor: 'ci',
  });
});

test.concurrent('a push is refused in a job of GitLab CI, which fails with the reason', {
  timeout: 180_000,
}, async () => {
  const job = await newJob('vendor/more.js', { COUNTERSIGN_ID_TOKEN: await jobToken() });
  const [result] = await runJob(gitlab, job);
  expect([result?.code, result?.stderr]).toEqual([1, expect.stringContaining('vendored code stays')]);
  expect(result?.stderr).toMatch(/the collector has all \d+ records of this job/);
  expect(result?.stderr).toMatch(/git\.push \| 0 \| 1 \| 0/);
  expect(`${result?.stdout}${result?.stderr}`).not.toMatch(/http:\/\/[^:\s]+:[^@\s]+@/);
  expect(await serverHas(job.id)).toBe(false);
});

test.concurrent('a push is held in a job of Azure Pipelines, until somebody approves it', {
  timeout: 180_000,
}, async () => {
  const job = await newJob('deploy/more.yaml', {
    SYSTEM_RIGHT: RIGHT,
    SYSTEM_OIDCREQUESTURI: tokenService(),
  });
  const running = runJob(azure, job);
  const held = async () => (await reviewer.list({ state: 'pending' })).approvals.map(({ id }) => id);
  await expect.poll(held, { timeout: 280_000 }).toHaveLength(1);
  expect(await serverHas(job.id)).toBe(false);
  for (const id of await held()) await reviewer.vote(id, { verdict: 'approve', reason: 'fine' });
  const results = await running;
  expect([codes(results), said(results)]).toEqual([
    { 'Install Countersign': 0, 'Start the agent': 0, '': 0, Work: 0, 'Stop the agent': 0 },
    expect.stringContaining('##vso[task.uploadsummary]'),
  ]);
  expect(await serverHas(job.id)).toBe(true);
});

async function recordsOf({ options: { folder } }: Job): Promise<readonly AuditRecord[]> {
  const enrolment = await readFile(join(folder, 'countersign/agent/enrolment.json'), 'utf8');
  const { agent } = JSON.parse(enrolment) as { agent: string };
  return (await auditor.records({ agent })).records.map(({ record }) => record);
}
