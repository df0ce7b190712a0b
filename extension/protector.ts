import * as vscode from 'vscode';
import type { SessionAsk, SessionGrant } from '../protocol/control.ts';
import type { JsonValue } from '../protocol/json.ts';
import { proxySession, type WiringPart } from '../protocol/wiring.ts';
import type { AgentLink } from './agent-link.ts';
import type { GitWishes } from './core/git-settings.ts';
import { type Found, type PlannedChange, planOf } from './core/plan.ts';
import { type Bypass, type Protection, protectionOf, type WiringState } from './core/protection.ts';
import { PROXY_KEY } from './core/setting-changes.ts';
import { userInfoOf, withPort } from './core/user-info.ts';
import { type EditorNetwork, wayRound } from './core/ways-round.ts';
import type { EditorSettings, Undone } from './editor-settings.ts';
import type { GitRemotes } from './git-remotes.ts';
import { leaveWordOfHome } from './home.ts';
import type { MachineSettings } from './machine-settings.ts';
import { isLedThroughAgent } from './probe.ts';
import { makeChanges, moveProxy, PROXY_SUPPORT_KEY, type SetUpPorts, takeBack } from './set-up-steps.ts';
import { askCommand, type ShippedCommand, showCommand } from './shipped-command.ts';
import { USER_SETTINGS, userValue } from './user-settings.ts';
import type { WindowEnvironment } from './window-environment.ts';

export interface ProtectorParts {
  readonly link: AgentLink;
  readonly settings: EditorSettings;
  readonly environment: WindowEnvironment;
  readonly machine: MachineSettings | null;
  readonly remotes: GitRemotes;
  readonly command: ShippedCommand;
  readonly log: (text: string) => void;
}

/** How long the editor may take to see that a settings file was changed. */
const NOTICE_FILE_MS = 2000;

/** What is led through the agent, and what that comes to. Owner of this window's protection. */
export class Protector implements vscode.Disposable {
  readonly #parts: ProtectorParts;
  readonly #changed = new vscode.EventEmitter<Protection>();
  readonly #watching: vscode.Disposable;
  #bypass: Bypass = 'possible';
  #isAtWork = false;

  constructor(parts: ProtectorParts) {
    this.#parts = parts;
    this.#watching = vscode.Disposable.from(
      parts.link.onState(() => this.#refresh()),
      parts.link.onGrant(() => void this.#joined()),
      parts.remotes.onChange(() => this.#refresh()),
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration('http') || event.affectsConfiguration('countersign')) this.#refresh();
      }),
    );
  }

  get protection(): Protection {
    const { link, settings } = this.#parts;
    return protectionOf({
      ...{ link: link.state, wiring: settings.state },
      ...{ wayRound: this.wayRound, bypass: this.#bypass },
    });
  }

  /** What lets extensions go round the proxy of this editor; null where nothing does. */
  get wayRound(): string | null {
    return wayRound(editorNetwork(), this.governed.hosts);
  }

  get wiring(): WiringState {
    return this.#parts.settings.state;
  }

  /** What the policy governs, and where the repositories that are open lead. */
  get governed(): Pick<GitWishes, 'hosts' | 'remotes'> {
    const { link, remotes } = this.#parts;
    const hosts = link.state.kind === 'connected' ? link.state.status.hosts : [];
    return { hosts, remotes: remotes.urls };
  }

  onChange(listener: (protection: Protection) => void): vscode.Disposable {
    return this.#changed.event(listener);
  }

  /** What a doctor has found of ways round the agent. */
  found(bypass: Bypass): void {
    this.#bypass = bypass;
    this.#tell();
  }

  /** Another window may have set up or removed. */
  async reload(): Promise<void> {
    await this.#parts.settings.load();
    this.#applyEnvironment();
    this.#tell();
  }

  /** What setting up would change. Throws when there is no agent to ask. */
  async plan(): Promise<readonly PlannedChange[]> {
    const { link } = this.#parts;
    // What is governed is for the agent to say: one that is being started is waited for.
    if (link.state.kind !== 'connected') await link.connect();
    if (link.state.kind === 'down') throw new Error(`the agent does not run: ${link.state.reason}`);
    return planOf(await this.#look());
  }

  /** Makes the changes that were agreed to, and says whether the editor goes through the agent now. */
  async apply(parts: readonly WiringPart[]): Promise<boolean> {
    await this.#atWork(async () => {
      await leaveWordOfHome(this.#parts.command);
      await this.#parts.settings.begin({ kind: 'set-up', parts });
      await this.#setUp(parts);
    });
    const isLed = await isLedThroughAgent();
    this.#parts.log(`a request of an extension ${isLed ? 'goes' : 'does not go'} through the agent`);
    return isLed;
  }

  /** Does what was agreed to and broken off: by a crash, or since the extension was disabled for a while. */
  async resume(): Promise<void> {
    const { settings, link, log } = this.#parts;
    const { plan } = settings;
    if (plan === null || this.#isAtWork || (plan.kind === 'set-up' && link.grant === null)) return;
    log(`going on with what was agreed to and not done: ${plan.kind}`);
    switch (plan.kind) {
      case 'set-up':
        await this.#atWork(() => this.#setUp(plan.parts));
        break;
      case 'remove':
        await this.undo();
    }
  }

  /** Nobody goes on with what is being done. */
  async #atWork<T>(work: () => Promise<T>): Promise<T> {
    this.#isAtWork = true;
    try {
      return await work();
    } finally {
      this.#isAtWork = false;
    }
  }

  async #joined(): Promise<void> {
    try {
      await this.#followPort();
      await this.resume();
    } catch (fault) {
      this.#parts.log(fault instanceof Error ? fault.message : 'what was agreed to was not done');
    }
  }

  async #setUp(parts: readonly WiringPart[]): Promise<void> {
    await makeChanges(parts, this.#ports);
    this.#applyEnvironment();
    if (parts.includes('trust-store')) showCommand(this.#parts.command, ['ca', 'install']);
    await this.#parts.settings.finish();
    this.#tell();
  }

  /** Puts everything back that was changed in this editor. */
  undo(): Promise<readonly Undone[]> {
    return this.#atWork(() => this.#undo());
  }

  async #undo(): Promise<readonly Undone[]> {
    const { settings, environment, link } = this.#parts;
    const { session } = settings;
    const undone = await takeBack(this.#ports, () => pause(NOTICE_FILE_MS));
    environment.clear();
    if (session !== null && link.state.kind === 'connected') await closeSession(link, session);
    this.#tell();
    return undone;
  }

  get #ports(): SetUpPorts {
    const { settings, machine, link } = this.#parts;
    const body: SessionAsk = { actor: 'mixed', program: vscode.env.appName, parent: null, lasting: true };
    return {
      ...{ settings, machine, user: USER_SETTINGS },
      openSession: async () =>
        (await link.call<SessionGrant>({ method: 'POST', path: '/v1/sessions', body })).proxyUrl,
      closeSession: (id) => closeSession(link, id),
      isOn: (key) => vscode.workspace.getConfiguration().get<boolean>(key) ?? true,
    };
  }

  dispose(): void {
    this.#watching.dispose();
    this.#changed.dispose();
  }

  async #look(): Promise<Found> {
    const { link, command } = this.#parts;
    const shown = (await askCommand(command, ['ca', 'show'])) as { store?: unknown; installed?: unknown };
    const { state } = link;
    return {
      proxy: userValue(PROXY_KEY),
      proxySupport: vscode.workspace.getConfiguration().get<string>(PROXY_SUPPORT_KEY) ?? 'override',
      hosts: state.kind === 'connected' ? state.status.hosts : [],
      isTrusted: typeof shown.store === 'string' ? shown.installed === true : null,
      isRemote: vscode.env.remoteName !== undefined && vscode.env.uiKind === vscode.UIKind.Desktop,
    };
  }

  /** An agent that could not have its port back took another one: the settings go after it. */
  async #followPort(): Promise<void> {
    const { link, settings } = this.#parts;
    const present = userValue(PROXY_KEY);
    const { grant } = link;
    if (grant === null || typeof present !== 'string' || proxySession(present) !== settings.session) return;
    const moved = withPort(present, userInfoOf(grant.proxyUrl).port);
    if (moved === present) return;
    await moveProxy(moved, this.#ports);
  }

  #refresh(): void {
    this.#applyEnvironment();
    this.#tell();
  }

  #applyEnvironment(): void {
    const { link, settings, environment, remotes } = this.#parts;
    const { grant, state } = link;
    if (settings.state.kind === 'none') environment.clear();
    else if (grant !== null && state.kind === 'connected')
      environment.apply(grant, { hosts: state.status.hosts, remotes: remotes.urls });
  }

  #tell(): void {
    this.#changed.fire(this.protection);
  }
}

/** As this window's extensions go by them, whoever set them. */
function editorNetwork(): EditorNetwork {
  const settings = vscode.workspace.getConfiguration();
  return {
    proxySupport: settings.get<JsonValue>(PROXY_SUPPORT_KEY),
    noProxy: settings.get<JsonValue>('http.noProxy'),
    environment: [process.env['NO_PROXY'], process.env['no_proxy']],
  };
}

async function closeSession(link: AgentLink, id: string): Promise<void> {
  await link.call({ method: 'DELETE', path: `/v1/sessions/${encodeURIComponent(id)}` });
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
