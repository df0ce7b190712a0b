import { text } from 'node:stream/consumers';
import { Command } from 'commander';
import { type Agent, startAgent } from '../agent/agent.ts';
import { type AgentConfig, agentConfig } from '../agent/config.ts';
import { DEFAULT_WINDOW_LIMITS } from '../agent/control/windows.ts';
import { keepHeapSteady } from '../agent/steady-heap.ts';
import type { AgentSurroundings } from '../agent/surroundings.ts';
import type { Wiring } from '../protocol/wiring.ts';
import { commandName } from './command-name.ts';
import type { CliContext } from './context.ts';
import { localCollector, policyFile } from './defaults.ts';
import { isExtensionDisabled } from './editor-agent/disabled-extension.ts';
import { isExtensionInstalled } from './editor-agent/installed-extension.ts';
import { lastOut } from './editor-agent/last-out.ts';
import { editorState, extensionHosts, runningProcesses } from './editor-agent/running-process.ts';
import { logger } from './logger.ts';
import { portOption } from './port-option.ts';
import { thisSystem } from './this-system.ts';
import { leaveTrustStore } from './uninstall/leave-trust-store.ts';
import { readWiring, type Undone } from './uninstall/undo-settings.ts';
import { untilStopped } from './until-stopped.ts';
import { VERSION } from './version.ts';

export class EditorAgentError extends Error {
  readonly code = 'bad-instructions';
  readonly hint = 'the agent of the extension is started by the extension; use `countersign agent` by hand';
}

/** What the extension tells the agent it starts, as JSON on standard input. */
interface Instructions {
  readonly collector: { readonly url: string; readonly token: string } | null;
  readonly upstreamProxy: string | null;
  /** How long it stays without a window. */
  readonly graceMs: number;
}

export function editorAgentCommand(context: CliContext): Command {
  return new Command('agent')
    .description('run the agent for the windows of an editor; reads its instructions from standard input')
    .addOption(portOption('port of the proxy on loopback at the first start', 7420))
    .option('--any-port', 'take another port when that one is taken')
    .action(async ({ port, anyPort }: { readonly port: number; readonly anyPort?: true }) => {
      const { collector, upstreamProxy, graceMs } = instructionsOf(await text(process.stdin));
      const config = agentConfig({
        home: context.home,
        port,
        collector: collector ?? (await localCollector(context.home, {})),
        policyPath: await policyFile(context.home),
        approveCommand: `${commandName(context.home)} approvals approve`,
        environment: upstreamProxy === null ? process.env : { HTTPS_PROXY: upstreamProxy },
        limits: { windows: { desertedMs: graceMs } },
      });
      const agent = await start(config, anyPort === true);
      keepHeapSteady();
      void agent.warmUp();
      context.err(`agent on 127.0.0.1:${agent.port}\n`);
      const trust = trustStoreOf(context.home);
      const deserted = untilNobodyIsLeft(context, agent, { graceMs, leaveTrust: trust.leave });
      await Promise.race([untilStopped(), agent.stopAsked, deserted]);
      await trust.settled();
      await agent.close();
    });
}

interface TrustWork {
  readonly leave: () => Promise<Undone>;
  /** Resolves once nothing is under way. */
  readonly settled: () => Promise<unknown>;
}

/** The system's tools are not ended in their midst: whoever stops the agent waits for them. */
function trustStoreOf(home: string): TrustWork {
  const leaving: Promise<Undone>[] = [];
  return {
    leave() {
      const each = leaveTrustStore(home, thisSystem);
      leaving.push(each);
      return each;
    },
    settled: () => Promise.allSettled(leaving),
  };
}

interface Desertion {
  readonly graceMs: number;
  readonly leaveTrust: () => Promise<Undone>;
}

/** How many graces two looks lie apart at most, when there is nothing to see for long. */
const MAX_GRACES = 20;

/** Resolves once no editor needs the agent, and says in its log what was put back. */
async function untilNobodyIsLeft(
  context: CliContext,
  agent: Agent,
  { graceMs, leaveTrust }: Desertion,
): Promise<void> {
  const { home } = context;
  const { windows } = agent;
  for (;;) {
    await windows.deserted;
    const before = proxySessions(await readWiring(home));
    const { kind, undone } = await lastOut({
      ...{ home, windows },
      isInstalled: (files) => isExtensionInstalled(process.argv[1] ?? '', files),
      isDisabled: (file) => isExtensionDisabled(file),
      stateOf: async ({ pid }) =>
        editorState(await runningProcesses(process.platform), pid, process.platform),
      hostsOf: async ({ pid }) => extensionHosts(await runningProcesses(process.platform), pid),
      settle: (looks) => new Promise((resolve) => setTimeout(resolve, graceMs * Math.min(looks, MAX_GRACES))),
      leaveTrustStore: leaveTrust,
    });
    for (const { what, outcome, detail } of undone)
      context.err(`no window is left: ${what}: ${outcome}, ${detail}\n`);
    const after = proxySessions(await readWiring(home));
    for (const session of before.filter((each) => !after.includes(each))) await agent.closeSession(session);
    if (kind === 'end') return;
  }
}

/** Settings that were put back lead nobody here any more. */
function proxySessions({ changes }: Wiring): readonly string[] {
  return changes.flatMap(({ after }) => (after.kind === 'proxy' ? [after.session] : []));
}

/** A port is kept once settings name it; before that a neighbour on this machine may have it. */
async function start(config: AgentConfig, anyPort: boolean): Promise<Agent> {
  const surroundings: AgentSurroundings = {
    version: VERSION,
    log: logger(),
    clock: () => new Date(),
    startedBy: 'editor',
  };
  try {
    return await startAgent(config, surroundings);
  } catch (fault) {
    const isTaken = fault instanceof Error && 'code' in fault && fault.code === 'port-taken';
    if (!isTaken || !anyPort) throw fault;
    return startAgent({ ...config, port: 0 }, surroundings);
  }
}

function instructionsOf(json: string): Instructions {
  try {
    const {
      collector = null,
      upstreamProxy = null,
      graceMs = DEFAULT_WINDOW_LIMITS.desertedMs,
    } = JSON.parse(json) as Partial<Instructions>;
    return { collector, upstreamProxy, graceMs };
  } catch (cause) {
    throw new EditorAgentError('standard input holds no instructions', { cause });
  }
}
