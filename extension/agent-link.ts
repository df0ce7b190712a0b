import * as vscode from 'vscode';
import type { AgentStatus } from '../protocol/control.ts';
import { type AgentLaunch, launchAgent } from './agent-process.ts';
import { type ControlCall, ControlFault, callControl } from './control-client.ts';
import type { LinkState } from './core/link-state.ts';
import { restartDelayMs } from './core/restart-delay.ts';
import { controlSocket } from './home.ts';

export interface AgentLinkOptions {
  readonly home: string;
  /** What an agent is started with; null when none is to be started. Asked anew before each start. */
  readonly launch: () => Promise<AgentLaunch | null>;
  readonly log: (text: string) => void;
}

const START_TIMEOUT_MS = 30_000;
const LOOK_MS = 150;
const POLL_MS = 3000;

/**
 * This window's hold on the agent of this user: joins the one that runs, starts one when there is none, and does so
 * again when it ends. Owner of the link's state.
 */
export class AgentLink implements vscode.Disposable {
  readonly #options: AgentLinkOptions;
  readonly #socket: string;
  readonly #changed = new vscode.EventEmitter<LinkState>();
  #state: LinkState = { kind: 'starting' };
  #failures = 0;
  #timer: NodeJS.Timeout | undefined;
  #disposed = false;

  constructor(options: AgentLinkOptions) {
    this.#options = options;
    this.#socket = controlSocket(options.home);
  }

  get state(): LinkState {
    return this.#state;
  }

  onState(listener: (state: LinkState) => void): vscode.Disposable {
    return this.#changed.event(listener);
  }

  /** One call of the control API (protocol/control.ts says what it answers). Throws ControlFault. */
  async call<T>(call: ControlCall): Promise<T> {
    return (await callControl(this.#socket, call)) as T;
  }

  /** Joins or starts the agent; the state says what came of it. */
  async connect(): Promise<void> {
    clearTimeout(this.#timer);
    try {
      this.#joined((await this.#running()) ?? (await this.#started()));
    } catch (fault) {
      this.#failed(fault instanceof Error ? fault.message : 'the agent cannot be reached');
    }
  }

  dispose(): void {
    this.#disposed = true;
    clearTimeout(this.#timer);
    this.#changed.dispose();
  }

  async #running(): Promise<AgentStatus | null> {
    try {
      return await this.call<AgentStatus>({ method: 'GET', path: '/v1/status' });
    } catch (fault) {
      if (fault instanceof ControlFault && fault.code === 'not-running') return null;
      throw fault;
    }
  }

  async #started(): Promise<AgentStatus> {
    const launch = await this.#options.launch();
    if (launch === null) throw new Error('no agent is running, and the settings say not to start one');
    this.#set({ kind: 'starting' });
    this.#options.log('starting the agent');
    const { ended } = launchAgent(launch);
    let words: string | null = null;
    void ended.then((said) => {
      words = said;
    });
    const deadline = Date.now() + START_TIMEOUT_MS;
    while (Date.now() < deadline && !this.#disposed) {
      // Another window may have been quicker: ours then ends, and that window's one answers.
      const status = await this.#running();
      if (status !== null) return status;
      if (words !== null) throw new Error(words);
      await pause(LOOK_MS);
    }
    throw new Error('the agent did not start in time');
  }

  #joined(status: AgentStatus): void {
    this.#failures = 0;
    this.#set({ kind: 'connected', status });
    this.#again(POLL_MS);
  }

  #failed(reason: string): void {
    this.#failures += 1;
    const retryMs = restartDelayMs(this.#failures);
    this.#options.log(`not connected: ${reason}`);
    this.#set({ kind: 'down', reason, retryMs });
    this.#again(retryMs);
  }

  #again(delayMs: number): void {
    if (this.#disposed) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.connect(), delayMs);
  }

  #set(state: LinkState): void {
    this.#state = state;
    if (!this.#disposed) this.#changed.fire(state);
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
