import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { AgentConfigOptions } from '../../../agent/config.ts';
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

/** What has to be built before `startOurAgent`. */
export const OUR_PROGRAMS = ['our-agent', 'our-collector'] as const;

/** The whole agent under the starter policy, and its collector, each in a process of its own. */
export async function startOurAgent({
  home,
  host,
  authority,
  policy = (text) => text,
}: OurAgentOptions): Promise<OurAgent> {
  const collector = await startChild<AgentConfigOptions['collector']>('our-collector', [
    join(home, 'collector'),
  ]);
  const policyPath = join(home, 'policy.yaml');
  await writeFile(policyPath, policy(starterPolicy({ hosts: [host] })));
  const config: AgentConfigOptions = {
    home: join(home, 'agent-home'),
    port: 0,
    collector: collector.ready,
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
      await collector.stop();
    },
  };
}
