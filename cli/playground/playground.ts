import { access, copyFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type Agent, startAgent } from '../../agent/agent.ts';
import { createCollectorClient } from '../../agent/collector-client/client.ts';
import { agentConfig } from '../../agent/config.ts';
import { localTokenPaths } from '../../collector/identity/local-tokens.ts';
import { type Collector, startCollector } from '../../collector/server.ts';
import { starterPolicy } from '../../policy/starter.ts';
import { COLLECTOR_TIMEOUT_MS } from '../collector-access.ts';
import { commandName } from '../command-name.ts';
import type { CliContext } from '../context.ts';
import { logger } from '../logger.ts';
import { pagesDirectory } from '../pages-directory.ts';
import { playgroundOriginFile } from '../paths.ts';
import { VERSION } from '../version.ts';
import { openPlaygroundCertificate } from './certificate.ts';
import { type GitServer, startGitServer } from './git-server.ts';
import { showDecisions } from './live.ts';
import { DEMO_REPOSITORY, openDemoClone, openDemoRepository } from './repository.ts';
import { welcome } from './welcome.ts';

/** Reserved for tests (RFC 6761), so it stands for nobody; only the agent knows where it leads. */
const HOST = 'git.playground.test';

export interface Playground {
  close(): Promise<void>;
}

export interface PlaygroundOptions {
  /** Port of the agent's proxy on loopback; 0 takes a free one. */
  readonly port: number;
  readonly json: boolean;
}

/** Collector, Git server, agent and a clone to push from, all below COUNTERSIGN_HOME and on loopback. */
export async function startPlayground(context: CliContext, options: PlaygroundOptions): Promise<Playground> {
  const { home } = context;
  await mkdir(home, { recursive: true, mode: 0o700 });
  const folder = join(home, 'playground');
  const root = join(folder, 'server');
  const bare = await openDemoRepository(root, DEMO_REPOSITORY);
  const certificate = await openPlaygroundCertificate({ folder, host: HOST, now: new Date() });
  const policyPath = await playgroundPolicy(folder);
  const opened: { close(): Promise<void> }[] = [];
  try {
    const collector = await startCollector({
      directory: join(home, 'collector'),
      port: 0,
      clock: () => new Date(),
      pagesDirectory: pagesDirectory(),
    });
    opened.push(collector);
    const server = await startGitServer({
      root,
      host: HOST,
      key: certificate.key,
      cert: certificate.cert,
      port: 0,
    });
    opened.push(server);
    opened.push(await tellOrigin(home, server));
    const agent = await openAgent(context, {
      collector,
      certificate: certificate.authority,
      policyPath,
      port: options.port,
    });
    opened.push(agent);
    void agent.warmUp();
    const clone = await openClone(agent, { folder, bare, server });
    if (!options.json) context.out(greeting(home, { clone, policyPath, collector }));
    opened.push(showDecisions(context, await auditor(home, collector), options));
  } catch (fault) {
    await closeAll(opened);
    throw fault;
  }
  return { close: () => closeAll(opened) };
}

/** For the doctor, which asks this host on no other port. */
async function tellOrigin(home: string, { port }: GitServer): Promise<{ close(): Promise<void> }> {
  const file = playgroundOriginFile(home);
  await writeFile(file, `https://${HOST}:${port}\n`);
  return { close: () => rm(file, { force: true }) };
}

function greeting(
  home: string,
  parts: { readonly clone: string; readonly policyPath: string; readonly collector: Collector },
): string {
  const { clone, policyPath, collector } = parts;
  const tokenFolder = dirname(localTokenPaths(join(home, 'collector')).reviewer);
  const caFile = join(home, 'ca', 'root.pem');
  return welcome({
    clone,
    policyPath,
    tokenFolder,
    collectorUrl: collector.url,
    caFile,
    command: commandName(home),
  });
}

/** In the order that leaves nobody waiting for someone who has gone: last opened, first closed. */
async function closeAll(opened: readonly { close(): Promise<void> }[]): Promise<void> {
  for (const each of [...opened].reverse()) await each.close();
}

/** The starter policy, governing the playground's server besides; an edited one is kept. */
async function playgroundPolicy(folder: string): Promise<string> {
  const path = join(folder, 'policy.yaml');
  const exists = await access(path).then(
    () => true,
    () => false,
  );
  if (!exists) await writeFile(path, starterPolicy({ hosts: [HOST, 'github.com'] }));
  return path;
}

async function openAgent(
  { home }: CliContext,
  parts: {
    readonly collector: Collector;
    readonly certificate: string;
    readonly policyPath: string;
    readonly port: number;
  },
): Promise<Agent> {
  const token = await readFile(localTokenPaths(join(home, 'collector')).agent, 'utf8');
  return startAgent(
    agentConfig({
      home,
      port: parts.port,
      collector: { url: parts.collector.url, token: token.trim() },
      policyPath: parts.policyPath,
      extraTrust: [parts.certificate],
      hosts: { [HOST]: '127.0.0.1' },
      environment: process.env,
      approveCommand: `${commandName(home)} approvals approve`,
    }),
    { version: VERSION, log: logger('error'), clock: () => new Date() },
  );
}

async function openClone(
  agent: Agent,
  parts: { readonly folder: string; readonly bare: string; readonly server: GitServer },
): Promise<string> {
  const session = await agent.openSession({ actor: 'mixed', program: 'git', parent: null });
  const clone = join(parts.folder, 'clone');
  await openDemoClone(clone, parts.bare, {
    url: `https://${HOST}:${parts.server.port}/${DEMO_REPOSITORY}`,
    proxy: session.proxyUrl,
    caFile: session.caFile,
    caFolder: await trustedFolder(parts.folder, session.caFile),
  });
  return clone;
}

/** A folder with nothing in it but the agent's root. */
async function trustedFolder(folder: string, caFile: string): Promise<string> {
  const trusted = join(folder, 'trusted');
  await mkdir(trusted, { recursive: true });
  await copyFile(caFile, join(trusted, 'root.pem'));
  return trusted;
}

async function auditor(home: string, collector: Collector) {
  const token = await readFile(localTokenPaths(join(home, 'collector')).auditor, 'utf8');
  return createCollectorClient({ url: collector.url, token: token.trim(), timeoutMs: COLLECTOR_TIMEOUT_MS });
}
