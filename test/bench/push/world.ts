import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AgentConfigOptions } from '../../../agent/config.ts';
import {
  openPlaygroundCertificate,
  type PlaygroundCertificate,
} from '../../../cli/playground/certificate.ts';
import { runGit } from '../../../cli/playground/git.ts';
import { type CloneSettings, openDemoClone, openDemoRepository } from '../../../cli/playground/repository.ts';
import { localTokenPaths } from '../../../collector/identity/local-tokens.ts';
import { type Collector, startCollector } from '../../../collector/server.ts';
import { STARTER_POLICY } from '../../../policy/starter.ts';
import type { SessionGrant } from '../../../protocol/control.ts';
import { type Child, startChild } from '../child.ts';
import { type Usage, usageOf } from '../usage.ts';

const HOST = 'git.bench.localhost';

/** One way from the clone to the server. */
export interface Way {
  readonly name: 'direct' | 'ours';
  readonly usage: () => Promise<Usage>;
  /** A new repository with the demo history, which the clone's `origin` then is. Its path, for `owner/name.git`. */
  readonly freshRepository: () => Promise<string>;
  /** `git push origin REFSPEC`; fails when git does. */
  readonly push: (refspec: string) => Promise<void>;
  /** The clone. */
  readonly clone: string;
}

export interface PushWorld {
  readonly ways: readonly Way[];
  close(): Promise<void>;
}

/** Git server and agent in processes of their own, the collector in this one, a clone for each way. */
export async function openPushWorld(): Promise<PushWorld> {
  const home = await mkdtemp(join(tmpdir(), 'bench-push-'));
  const root = join(home, 'server');
  await mkdir(root);
  const now = new Date();
  const certificate = await openPlaygroundCertificate({ folder: join(home, 'tls'), host: HOST, now });
  const collector = await startCollector({
    directory: join(home, 'collector'),
    port: 0,
    clock: () => new Date(),
  });
  const host = await startChild<{ readonly port: number }>('git-host', [
    root,
    HOST,
    join(home, 'tls', 'server.pem'),
  ]);
  const agent = await startAgentProgram({ home, collector, certificate });
  const common = { home, root, port: host.ready.port };
  return {
    ways: [await direct(common, certificate), await ours(common, agent)],
    async close() {
      await agent.stop();
      await host.stop();
      await collector.close();
      await rm(home, { recursive: true, force: true });
    },
  };
}

interface AgentParts {
  readonly home: string;
  readonly collector: Collector;
  readonly certificate: PlaygroundCertificate;
}

async function startAgentProgram({ home, collector, certificate }: AgentParts): Promise<Child<SessionGrant>> {
  const token = await readFile(localTokenPaths(join(home, 'collector')).agent, 'utf8');
  const policyPath = join(home, 'policy.yaml');
  await writeFile(
    policyPath,
    STARTER_POLICY.replace(/^hosts:\n/m, `hosts:\n  - suffix: ${HOST}\n    kind: git\n`),
  );
  const config: AgentConfigOptions = {
    home: join(home, 'agent-home'),
    port: 0,
    collector: { url: collector.url, token: token.trim() },
    policyPath,
    extraTrust: [certificate.authority],
    hosts: { [HOST]: '127.0.0.1' },
  };
  await mkdir(config.home, { mode: 0o700 });
  const file = join(home, 'agent.json');
  await writeFile(file, JSON.stringify(config), { mode: 0o600 });
  return startChild<SessionGrant>('our-agent', [file]);
}

interface Common {
  readonly home: string;
  readonly root: string;
  readonly port: number;
}

async function direct(common: Common, { authorityFile }: PlaygroundCertificate): Promise<Way> {
  const settings = { proxy: null, caFile: authorityFile };
  const way = await openWay('direct', common, settings);
  await runGit({
    cwd: way.clone,
    args: ['config', 'http.curloptResolve', `${HOST}:${common.port}:127.0.0.1`],
  });
  return { ...way, usage: () => Promise.resolve({ cpuMs: 0, peakMb: 0 }) };
}

async function ours(common: Common, agent: Child<SessionGrant>): Promise<Way> {
  const { proxyUrl: proxy, caBundleFile: caFile } = agent.ready;
  const way = await openWay('ours', common, { proxy, caFile });
  return { ...way, usage: () => usageOf(agent.pid) };
}

async function openWay(
  name: Way['name'],
  { home, root, port }: Common,
  settings: Omit<CloneSettings, 'url'>,
): Promise<Omit<Way, 'usage'>> {
  const clone = join(home, `clone-${name}`);
  let count = 0;
  const freshRepository = async (): Promise<string> => {
    count += 1;
    const repository = `${name}/demo-${count}.git`;
    const bare = await openDemoRepository(root, repository);
    await openDemoClone(clone, bare, { ...settings, url: `https://${HOST}:${port}/${repository}` });
    return bare;
  };
  await freshRepository();
  const push = async (refspec: string): Promise<void> => {
    await runGit({ cwd: clone, args: ['push', '--quiet', 'origin', refspec] });
  };
  return { name, clone, freshRepository, push };
}
