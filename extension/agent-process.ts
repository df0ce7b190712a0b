import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync, statSync, truncateSync } from 'node:fs';
import { join } from 'node:path';

export interface AgentLaunch {
  /** `dist/agent.js` of this extension. */
  readonly script: string;
  readonly home: string;
  /** Port of the proxy. */
  readonly port: number;
  /** Settings name the port: no other one will do. */
  readonly keepPort: boolean;
  /** Where records go; null for the collector that runs for the same folder. */
  readonly collector: { readonly url: string; readonly token: string } | null;
  /** The proxy that the user had before; null for what the environment says. */
  readonly upstreamProxy: string | null;
  /** How long it stays when no window is left. */
  readonly graceMs: number;
}

const MAX_LOG_BYTES = 4 * 1024 * 1024;

/** Where the agent writes its log. */
export function agentLog(home: string): string {
  return join(home, 'agent', 'agent.log');
}

/**
 * Starts an agent that outlives this window, on the Node that runs the editor. What it is told goes through its
 * standard input: arguments and environment of a process can be read by others. Resolves when it has ended, with its
 * last words; that it runs shows at its control socket.
 */
export function launchAgent({ script, home, ...rest }: AgentLaunch): { readonly ended: Promise<string> } {
  const log = openLog(home);
  const args = ['agent', '--port', String(rest.port), ...(rest.keepPort ? [] : ['--any-port'])];
  const child = spawn(process.execPath, [script, ...args], {
    cwd: home,
    env: agentEnvironment(home),
    detached: true,
    stdio: ['pipe', log, log],
    windowsHide: true,
  });
  closeSync(log);
  const ended = new Promise<string>((resolve) => {
    child.once('error', (fault) => resolve(`the agent cannot be started: ${fault.message}`));
    child.once('exit', () => resolve(lastWords(home)));
  });
  child.stdin?.on('error', ignoreEarlyEnd);
  const { collector, upstreamProxy, graceMs } = rest;
  child.stdin?.end(JSON.stringify({ collector, upstreamProxy, graceMs }));
  child.unref();
  return { ended };
}

/** An agent that ended before it read its configuration says why in its log. */
function ignoreEarlyEnd(): void {}

/** A session of ours in the environment of the editor would make the agent its own client. */
function agentEnvironment(home: string): NodeJS.ProcessEnv {
  const environment = { ...process.env, COUNTERSIGN_HOME: home, ELECTRON_RUN_AS_NODE: '1' };
  if (process.env['COUNTERSIGN_SESSION'] === undefined) return environment;
  const foreign = /^(https?_proxy|all_proxy|no_proxy|countersign_session|node_use_env_proxy)$/i;
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !foreign.test(name)));
}

function openLog(home: string): number {
  mkdirSync(join(home, 'agent'), { recursive: true, mode: 0o700 });
  const path = agentLog(home);
  const file = openSync(path, 'a', 0o600);
  if (statSync(path).size > MAX_LOG_BYTES) truncateSync(path);
  return file;
}

const MAX_WORDS = 600;

function lastWords(home: string): string {
  const lines = readFileSync(agentLog(home), 'utf8').trimEnd().split('\n').slice(-2);
  const words = lines.join(' ').slice(-MAX_WORDS);
  return words === '' ? 'the agent ended and said nothing' : words;
}
