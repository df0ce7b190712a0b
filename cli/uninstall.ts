import { Command } from 'commander';
import type { TrustStore } from '../agent/ca/stores/trust-store.ts';
import { type ControlClient, ControlClientError, controlClient } from '../agent/control/client.ts';
import type { CliContext } from './context.ts';
import { controlSocket } from './paths.ts';
import { thisSystem } from './this-system.ts';
import { leaveKeychain } from './uninstall/leave-keychain.ts';
import { leaveTrustStore } from './uninstall/leave-trust-store.ts';
import { purge } from './uninstall/purge.ts';
import { type Undone, undoSettings } from './uninstall/undo-settings.ts';

interface Options {
  readonly purge?: true;
  readonly json?: true;
}

/** What the rest of the machine answers to. */
export interface UninstallPorts {
  readonly findStore: () => Promise<TrustStore | null>;
  /** How long an agent that was asked to stop may take: it ends what it has begun. */
  readonly agentEndsWithinMs: number;
}

const PORTS: UninstallPorts = { findStore: thisSystem, agentEndsWithinMs: 60_000 };
const LOOK_AGAIN_MS = 100;
const DONE = 0;
const SOMETHING_LEFT = 1;

export function uninstallCommand(context: CliContext, ports: UninstallPorts = PORTS): Command {
  return new Command('uninstall')
    .description('take out again what was written outside COUNTERSIGN_HOME, and stop the agent')
    .option('--purge', 'delete COUNTERSIGN_HOME too, with keys, journal and policy')
    .option('--json', 'print a JSON object')
    .addHelpText(
      'after',
      `\nWhat somebody else has changed since is left alone.\nExit codes: ${DONE} nothing of ours is left; ${SOMETHING_LEFT} something wants a person, which the output names.`,
    )
    .action(async (options: Options) => {
      const undone = await unhurried(() => uninstall(context, options, ports));
      const isDone = undone.every(({ outcome }) => outcome !== 'stuck');
      if (options.json === true) context.out(`${JSON.stringify({ undone }, null, 2)}\n`);
      else context.out(`${textOf(undone)}\n`);
      process.exitCode = isDone ? DONE : SOMETHING_LEFT;
    });
}

/** An editor asks this process to end after five seconds: half of a trust store would be left. */
async function unhurried<T>(work: () => Promise<T>): Promise<T> {
  const goOn = (): void => undefined;
  process.on('SIGTERM', goOn);
  try {
    return await work();
  } finally {
    process.off('SIGTERM', goOn);
  }
}

/**
 * The certificate, and what the keychain has, are read before the home may go; the agent is stopped before what it
 * writes does.
 */
async function uninstall(
  { home }: CliContext,
  options: Options,
  { findStore, agentEndsWithinMs }: UninstallPorts,
): Promise<readonly Undone[]> {
  const settings = await undoSettings(home);
  const agent = await stopAgent(home, agentEndsWithinMs);
  const trust = await leaveTrustStore(home, findStore);
  const isStuck = [...settings, agent, trust].some(({ outcome }) => outcome === 'stuck');
  if (options.purge !== true) return [...settings, agent, trust];
  const keychain = isStuck ? null : await leaveKeychain(home);
  if (keychain !== null && keychain.outcome !== 'stuck') {
    return [...settings, agent, trust, keychain, await purge(home)];
  }
  const kept: Undone = {
    what: home,
    outcome: 'stuck',
    detail: 'kept, since it says what is still to be undone',
  };
  return [...settings, agent, trust, ...(keychain === null ? [] : [keychain]), kept];
}

/** Resolves when it has ended, since it may be leaving the trust store itself: two at it would spoil it. */
async function stopAgent(home: string, withinMs: number): Promise<Undone> {
  const what = 'the agent';
  const control = controlClient(controlSocket(home));
  try {
    await control.stop();
    return (await ends(control, withinMs))
      ? { what, outcome: 'undone', detail: 'stopped' }
      : { what, outcome: 'stuck', detail: 'it was asked to stop and goes on: end its process' };
  } catch (fault) {
    if (!(fault instanceof ControlClientError)) throw fault;
    if (fault.code === 'not-running') return { what, outcome: 'left', detail: 'it was not running' };
    return { what, outcome: 'stuck', detail: `${fault.message}: end its process` };
  }
}

async function ends(control: ControlClient, withinMs: number): Promise<boolean> {
  for (const deadline = Date.now() + withinMs; Date.now() < deadline; ) {
    try {
      await control.status();
    } catch (fault) {
      if (fault instanceof ControlClientError && fault.code === 'not-running') return true;
      throw fault;
    }
    await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS));
  }
  return false;
}

const MARKS: Readonly<Record<Undone['outcome'], string>> = {
  undone: 'undone ',
  left: '-      ',
  stuck: 'TO DO  ',
};

function textOf(undone: readonly Undone[]): string {
  return undone.map(({ what, outcome, detail }) => `${MARKS[outcome]} ${what}: ${detail}`).join('\n');
}
