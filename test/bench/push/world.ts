import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  openPlaygroundCertificate,
  type PlaygroundCertificate,
} from '../../../cli/playground/certificate.ts';
import { runGit } from '../../../cli/playground/git.ts';
import { type CloneSettings, openDemoClone, openDemoRepository } from '../../../cli/playground/repository.ts';
import { startChild } from '../child.ts';
import type { Usage } from '../usage.ts';
import { type OurAgent, startOurAgent } from './our-agent.ts';

const HOST = 'git.bench.localhost';
const PUSH_TIMEOUT_MS = 120_000;

export type WayName = 'direct' | 'ours';

/** One way from a clone to the server. */
export interface Way {
  readonly name: WayName;
  readonly usage: () => Promise<Usage>;
  /** A new repository with the demo history, which the clone's `origin` then is. Returns its path. */
  readonly freshRepository: () => Promise<string>;
  /** `git push origin REFSPEC`; fails when git does. */
  readonly push: (refspec: string) => Promise<void>;
  readonly clone: string;
}

export interface PushWorld {
  readonly ways: readonly Way[];
  close(): Promise<void>;
}

/** A Git server in a process of its own, and the ways to it, each with a clone. */
export async function openPushWorld(names: readonly WayName[]): Promise<PushWorld> {
  const home = await mkdtemp(join(tmpdir(), 'bench-push-'));
  const [root, tls] = [join(home, 'server'), join(home, 'tls')];
  await mkdir(root);
  const certificate = await openPlaygroundCertificate({ folder: tls, host: HOST, now: new Date() });
  const server = await startChild<{ readonly port: number }>('git-host', [
    root,
    HOST,
    join(tls, 'server.pem'),
  ]);
  const common = { home, root, port: server.ready.port };
  const ways: Way[] = [];
  let agent: OurAgent | null = null;
  for (const name of names) {
    if (name === 'direct') ways.push(await direct(common, certificate));
    else {
      agent = await startOurAgent({ home, host: HOST, authority: certificate.authority, policy: observed });
      ways.push(await ours(common, agent));
    }
  }
  return {
    ways,
    async close() {
      await agent?.stop();
      await server.stop();
      await rm(home, { recursive: true, force: true });
    },
  };
}

/** Among so much noise something looks like a key: it is looked for, and not refused. */
function observed(policy: string): string {
  return policy.replaceAll(/effect: deny/g, 'mode: observe\n    effect: deny');
}

interface Common {
  readonly home: string;
  readonly root: string;
  readonly port: number;
}

async function direct(common: Common, { authorityFile }: PlaygroundCertificate): Promise<Way> {
  const way = await openWay('direct', common, { proxy: null, caFile: authorityFile });
  const resolve = `${HOST}:${common.port}:127.0.0.1`;
  await runGit({ cwd: way.clone, args: ['config', 'http.curloptResolve', resolve] });
  return { ...way, usage: () => Promise.resolve({ cpuMs: 0, peakMb: 0 }) };
}

async function ours(common: Common, { session, usage }: OurAgent): Promise<Way> {
  const way = await openWay('ours', common, { proxy: session.proxyUrl, caFile: session.caFile });
  return { ...way, usage };
}

async function openWay(
  name: WayName,
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
    await runGit({ cwd: clone, args: ['push', '--quiet', 'origin', refspec], timeoutMs: PUSH_TIMEOUT_MS });
  };
  return { name, clone, freshRepository, push };
}
