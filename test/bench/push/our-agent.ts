import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { AgentConfigOptions } from '../../../agent/config.ts';
import { localTokenPaths } from '../../../collector/identity/local-tokens.ts';
import { startCollector } from '../../../collector/server.ts';
import { starterPolicy } from '../../../policy/starter.ts';
import type { SessionGrant } from '../../../protocol/control.ts';
import { startChild } from '../child.ts';
import { type Usage, usageOf } from '../usage.ts';

export interface OurAgent {
  readonly session: SessionGrant;
  readonly usage: () => Promise<Usage>;
  stop(): Promise<void>;
}

export interface OurAgentOptions {
  readonly home: string;
  /** The governed host, on loopback. */
  readonly host: string;
  /** PEM of the authority behind the host's certificate. */
  readonly authority: string;
  /** What it is to make of the starter policy. */
  readonly policy?: (text: string) => string;
}

/** The whole agent under the starter policy in a process of its own; its collector runs in this one. */
export async function startOurAgent({
  home,
  host,
  authority,
  policy = (text) => text,
}: OurAgentOptions): Promise<OurAgent> {
  const directory = join(home, 'collector');
  const collector = await startCollector({ directory, port: 0, clock: () => new Date() });
  const token = await readFile(localTokenPaths(directory).agent, 'utf8');
  const policyPath = join(home, 'policy.yaml');
  await writeFile(policyPath, policy(starterPolicy({ hosts: [host] })));
  const config: AgentConfigOptions = {
    home: join(home, 'agent-home'),
    port: 0,
    collector: { url: collector.url, token: token.trim() },
    policyPath,
    extraTrust: [authority],
    hosts: { [host]: '127.0.0.1' },
  };
  await mkdir(config.home, { mode: 0o700 });
  const file = join(home, 'agent.json');
  await writeFile(file, JSON.stringify(config), { mode: 0o600 });
  const agent = await startChild<SessionGrant>('our-agent', [file]);
  return {
    session: agent.ready,
    usage: () => usageOf(agent.pid),
    async stop() {
      await agent.stop();
      await collector.close();
    },
  };
}
