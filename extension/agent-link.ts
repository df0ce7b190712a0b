import * as vscode from 'vscode';
import type {
  AgentStatus,
  ControlEvent,
  RecordNotice,
  SessionAsk,
  SessionGrant,
} from '../protocol/control.ts';
import { type AgentLaunch, launchAgent } from './agent-process.ts';
import { type ControlCall, ControlFault, callControl } from './control-client.ts';
import type { LinkState } from './core/link-state.ts';
import { meet } from './core/meeting.ts';
import { restartDelayMs } from './core/restart-delay.ts';
import { followAgent } from './event-stream.ts';
import { controlSocket } from './home.ts';

export interface AgentLinkOptions {
  readonly home: string;
  readonly version: string;
  /** Of this installation, in the file of what was changed. */
  readonly editor: string;
  /** What an agent is started with; null when none is to be started. Asked anew before each start. */
  readonly launch: () => Promise<AgentLaunch | null>;
  /** The session of this window. */
  readonly session: () => Promise<SessionAsk>;
  readonly log: (text: string) => void;
}

const START_TIMEOUT_MS = 30_000;
const STOP_TIMEOUT_MS = 15_000;
const LOOK_MS = 150;
/** After this long without a failure the next one counts as the first. */
const STEADY_MS = 60_000;

/**
 * This window's hold on the agent of this user: joins the one that runs, starts one when there is none, and does so
 * again when it ends. Owner of the link's state and of the window's session.
 */
export class AgentLink implements vscode.Disposable {
  readonly #options: AgentLinkOptions;
  readonly #socket: string;
  readonly #changed = new vscode.EventEmitter<LinkState>();
  readonly #granted = new vscode.EventEmitter<SessionGrant>();
  readonly #recorded = new vscode.EventEmitter<RecordNotice>();
  #state: LinkState = { kind: 'starting' };
  #grant: SessionGrant | null = null;
  #failures = 0;
  #joinedAt = 0;
  #timer: NodeJS.Timeout | undefined;
  #unfollow: (() => void) | null = null;
  #connecting: Promise<void> | null = null;
  #isDisposed = false;

  constructor(options: AgentLinkOptions) {
    this.#options = options;
    this.#socket = controlSocket(options.home);
  }

  get state(): LinkState {
    return this.#state;
  }

  /** The session of this window; null before the first agent gave one. */
  get grant(): SessionGrant | null {
    return this.#grant;
  }

  onState(listener: (state: LinkState) => void): vscode.Disposable {
    return this.#changed.event(listener);
  }

  /** Hears of the window's session whenever an agent gave it, also when it is the same again. */
  onGrant(listener: (grant: SessionGrant) => void): vscode.Disposable {
    return this.#granted.event(listener);
  }

  onRecord(listener: (record: RecordNotice) => void): vscode.Disposable {
    return this.#recorded.event(listener);
  }

  /** One call of the control API (protocol/control.ts says what it answers). Throws ControlFault. */
  async call<T>(call: ControlCall): Promise<T> {
    return (await callControl(this.#socket, call)) as T;
  }

  /** Joins or starts the agent; the state says what came of it. */
  connect(): Promise<void> {
    this.#connecting ??= this.#connect().finally(() => {
      this.#connecting = null;
    });
    return this.#connecting;
  }

  /** Asks the agent to stop, and starts none until `connect` is called. */
  async stop(reason: string): Promise<void> {
    this.#letGo();
    await this.#stopAgent();
    this.#set({ kind: 'down', reason, retryMs: null });
  }

  dispose(): void {
    this.#isDisposed = true;
    this.#letGo();
    for (const emitter of [this.#changed, this.#granted, this.#recorded]) emitter.dispose();
  }

  async #connect(): Promise<void> {
    this.#letGo();
    try {
      const status = await this.#agent();
      this.#grant = await this.#openSession();
      this.#granted.fire(this.#grant);
      this.#follow(this.#grant);
      this.#joinedAt = Date.now();
      this.#set({ kind: 'connected', status });
    } catch (fault) {
      this.#failed(fault instanceof Error ? fault.message : 'the agent cannot be reached');
    }
  }

  async #agent(): Promise<AgentStatus> {
    const running = await this.#running();
    if (running === null) return this.#started();
    const meeting = meet(running, this.#options.version);
    switch (meeting.kind) {
      case 'join':
        return running;
      case 'refuse':
        throw new Error(meeting.reason);
      case 'replace':
        this.#options.log(`replacing the agent of version ${running.version}`);
        await this.#stopAgent();
        return this.#started();
    }
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
    let words: string | null = null;
    void launchAgent(launch).ended.then((said) => {
      words = said;
    });
    // Another window may have been quicker: ours then ends, and that window's one answers.
    for (const deadline = Date.now() + START_TIMEOUT_MS; Date.now() < deadline; await pause(LOOK_MS)) {
      const status = await this.#running();
      if (status !== null) return status;
      if (words !== null) throw new Error(words);
    }
    throw new Error('the agent did not start in time');
  }

  async #stopAgent(): Promise<void> {
    await this.call({ method: 'POST', path: '/v1/stop' }).catch((fault: unknown) => {
      if (!(fault instanceof ControlFault && fault.code === 'not-running')) throw fault;
    });
    for (const deadline = Date.now() + STOP_TIMEOUT_MS; Date.now() < deadline; await pause(LOOK_MS)) {
      if ((await this.#running()) === null) return;
    }
    throw new Error('the agent does not stop');
  }

  async #openSession(): Promise<SessionGrant> {
    const { resume, ...fresh } = await this.#options.session();
    const open = (body: SessionAsk) =>
      this.call<SessionGrant>({ method: 'POST', path: '/v1/sessions', body });
    if (resume === undefined) return open(fresh);
    return open({ ...fresh, resume }).catch((fault: unknown) => {
      if (fault instanceof ControlFault && fault.code === 'refused') return open(fresh);
      throw fault;
    });
  }

  #follow({ id }: SessionGrant): void {
    this.#unfollow = followAgent({
      socketPath: this.#socket,
      session: id,
      editor: this.#options.editor,
      onEvent: (event) => this.#heard(event),
      onEnd: (fault) => this.#failed(fault.message),
    });
  }

  #heard(event: ControlEvent): void {
    switch (event.kind) {
      case 'status':
        this.#set({ kind: 'connected', status: event.status });
        break;
      case 'record':
        this.#recorded.fire(event.record);
        break;
    }
  }

  #failed(reason: string): void {
    if (this.#isDisposed) return;
    const wasSteady = this.#state.kind === 'connected' && Date.now() - this.#joinedAt > STEADY_MS;
    this.#failures = wasSteady ? 1 : this.#failures + 1;
    const retryMs = restartDelayMs(this.#failures);
    this.#letGo();
    this.#options.log(`not connected: ${reason}`);
    this.#set({ kind: 'down', reason, retryMs });
    this.#timer = setTimeout(() => void this.connect(), retryMs);
  }

  #letGo(): void {
    clearTimeout(this.#timer);
    this.#unfollow?.();
    this.#unfollow = null;
  }

  #set(state: LinkState): void {
    if (this.#isDisposed) return;
    this.#state = state;
    this.#changed.fire(state);
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
