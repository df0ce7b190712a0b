import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  type GatewayClone,
  type GatewayScene,
  openGatewayScene,
  type ReplicaOptions,
  type RunningGateway,
} from '../support/gateway-world.ts';
import { type GithubAppServer, startGithubAppServer } from '../support/github-app-server.ts';
import { keptCertificate } from '../support/kept-certificate.ts';

const API_HOST = 'api.playground.test';
const RECORDS = 'https://countersign.example.com';

let w: GatewayScene;
let app: GithubAppServer;
let folder: string;
let gateway: RunningGateway;
let options: ReplicaOptions;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'countersign-backstop-'));
  const certificate = await keptCertificate({ folder, host: API_HOST, now: new Date() });
  app = await startGithubAppServer(certificate);
  w = await openGatewayScene({
    admits: (authorization, what) => app.admits(authorization, what),
    upstream: { hosts: { [API_HOST]: '127.0.0.1' }, extraTrust: [certificate.authority] },
  });
  const privateKeyFile = join(w.world.home, 'app.pem');
  await writeFile(privateKeyFile, app.key, { mode: 0o600 });
  const api = `https://${API_HOST}:${app.port}`;
  options = {
    port: w.port,
    credentials: [
      {
        provider: 'github-app',
        hosts: [w.segment, `${API_HOST}:${app.port}`],
        appId: app.appId,
        privateKeyFile,
        api,
      },
    ],
    backstop: { hosts: [w.segment], api, records: RECORDS },
    limits: { statusRetryMs: 10, maxStatusRetryMs: 20, maxStatusAttempts: 5 },
  };
  gateway = await w.replica('gateway', options);
}, 60_000);

afterAll(async () => {
  await gateway.close();
  await app.close();
  await w.close();
  await rm(folder, { recursive: true, force: true });
});

async function pushed(branch: string): Promise<{
  readonly clone: GatewayClone;
  readonly name: string;
  readonly newId: string;
  readonly code: number;
}> {
  const clone = await w.repository(await w.token('robin'));
  const name = clone.repository.id.split('/').slice(1).join('/');
  app.installedOn.add(name);
  await clone.dev.write('src/more.ts', 'export const more = 1;\n');
  const newId = await clone.dev.commit('Add more');
  const { code } = await clone.dev.git('push', 'origin', `HEAD:refs/heads/${branch}`);
  return { clone, name, newId, code };
}

async function events(event: 'status.posted' | 'status.dropped', commit: string) {
  await gateway.agent.flush(20_000);
  return (await w.world.records(event)).filter(({ detail }) => detail['commit'] === commit);
}

test('a commit that went through gets its status, with a token that can post statuses there and no more', async () => {
  app.statusesWith({ failures: 2 });
  const { name, newId, code } = await pushed('feature');
  expect(code).toBe(0);
  await expect
    .poll(() => app.statuses.filter(({ commit }) => commit === newId), { timeout: 20_000 })
    .toHaveLength(1);
  expect(app.statuses.find(({ commit }) => commit === newId)).toEqual({
    repository: name,
    commit: newId,
    permissions: { statuses: 'write' },
    body: {
      state: 'success',
      context: 'countersign/approved',
      description: 'let through by a Countersign gateway',
      target_url: expect.stringMatching(/^https:\/\/countersign\.example\.com\/activity\/[\w-]+$/),
    },
  });
  await expect
    .poll(async () => (await events('status.posted', newId)).map(({ detail }) => detail), { timeout: 20_000 })
    .toEqual([
      { host: w.segment, repository: name, commit: newId, context: 'countersign/approved', attempts: 3 },
    ]);
  await expect.poll(() => app.made.filter(({ isLive }) => isLive)).toEqual([]);
});

test('it may be a check run instead, which Apps alone can make', async () => {
  await gateway.close();
  gateway = await w.replica('gateway', { ...options, backstop: { ...options.backstop, as: 'check' } });
  const { name, newId } = await pushed('feature');
  const posted = () => app.statuses.find(({ commit }) => commit === newId);
  await expect.poll(posted, { timeout: 20_000 }).toEqual({
    repository: name,
    commit: newId,
    permissions: { checks: 'write' },
    body: {
      name: 'countersign/approved',
      head_sha: newId,
      status: 'completed',
      conclusion: 'success',
      details_url: expect.stringMatching(/^https:\/\/countersign\.example\.com\/activity\/[\w-]+$/),
      output: {
        title: 'let through by a Countersign gateway',
        summary: 'let through by a Countersign gateway',
      },
    },
  });
  await gateway.close();
  gateway = await w.replica('gateway', options);
});

test('one that the gateway refused gets none, and neither does one that is not there', async () => {
  const refused = await pushed('feature');
  const deleted = await refused.clone.dev.git('push', 'origin', ':main');
  expect(deleted.code).toBe(1);
  app.statusesWith({ failures: 0, knows: (commit) => commit === refused.newId });
  const { newId } = await pushed('other');
  await expect.poll(async () => (await events('status.dropped', newId)).length, { timeout: 20_000 }).toBe(1);
  expect(app.statuses.map(({ commit }) => commit)).not.toContain(newId);
});

test('what a gateway had still to say it says when it is started again', async () => {
  app.statusesWith({ failures: 1_000_000 });
  await gateway.close();
  gateway = await w.replica('gateway', {
    ...options,
    limits: { statusRetryMs: 500, maxStatusRetryMs: 500 },
  });
  const { newId } = await pushed('feature');
  await gateway.close();
  app.statusesWith({ failures: 0 });
  gateway = await w.replica('gateway', options);
  await expect.poll(() => app.statuses.map(({ commit }) => commit), { timeout: 20_000 }).toContain(newId);
});
