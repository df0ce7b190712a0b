import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { ControlClientError, controlClient } from '../../agent/control/client.ts';
import type { AgentStatus } from '../../protocol/control.ts';
import { controlSocket } from '../paths.ts';
import { CiError } from './ci-error.ts';

export interface BackgroundAgent {
  readonly status: AgentStatus;
  /** Ends it at once: for what did not become a start. */
  abandon(): void;
}

interface StartOptions {
  readonly home: string;
  readonly args: readonly string[];
  readonly environment: NodeJS.ProcessEnv;
  readonly timeoutMs: number;
}

const LOOK_EVERY_MS = 100;

/** Starts an agent that outlives this process; resolves once it answers. Throws CiError, with the end of its log. */
export async function startInBackground(options: StartOptions): Promise<BackgroundAgent> {
  const { home, args, environment, timeoutMs } = options;
  const file = join(home, 'agent.log');
  const log = openSync(file, 'w', 0o600);
  const child = spawn(process.execPath, [...process.execArgv, process.argv[1] ?? '', 'agent', ...args], {
    ...{ detached: true, windowsHide: true, stdio: ['ignore', log, log] },
    env: { ...environment, COUNTERSIGN_HOME: home },
  });
  closeSync(log);
  const abandon = (): void => void child.kill('SIGKILL');
  const status = await answered(child, { home, timeoutMs }).catch((fault: unknown) => {
    abandon();
    throw fault;
  });
  if (status === null) {
    abandon();
    throw new CiError('no-agent', `the agent did not start: ${endOf(file)}`, `its log is ${file}`);
  }
  child.unref();
  return { status, abandon };
}

/** Null when it ended, or the time was over. */
async function answered(
  child: ChildProcess,
  { home, timeoutMs }: Pick<StartOptions, 'home' | 'timeoutMs'>,
): Promise<AgentStatus | null> {
  const until = Date.now() + timeoutMs;
  child.once('error', () => {});
  while (Date.now() < until) {
    const status = await statusOf(home).catch(unlessSlow);
    if (status !== null && status.pid === child.pid) return status;
    if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return null;
    await delay(LOOK_EVERY_MS);
  }
  return null;
}

/** An agent that starts on a busy machine may be late with its first answer. */
function unlessSlow(fault: unknown): null {
  if (fault instanceof ControlClientError && fault.code === 'timeout') return null;
  throw fault;
}

/** Null where no agent runs for this home. */
export async function statusOf(home: string): Promise<AgentStatus | null> {
  try {
    return await controlClient(controlSocket(home)).status();
  } catch (fault) {
    if (fault instanceof ControlClientError && fault.code === 'not-running') return null;
    throw fault;
  }
}

const MAX_SHOWN = 1000;

function endOf(file: string): string {
  const text = readFileSync(file, 'utf8').trim();
  return text === '' ? 'it said nothing' : text.slice(-MAX_SHOWN);
}
