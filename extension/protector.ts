import * as vscode from 'vscode';
import type { SessionAsk, SessionGrant } from '../protocol/control.ts';
import { proxySession } from '../protocol/wiring.ts';
import type { AgentLink } from './agent-link.ts';
import { type Found, type Part, type PlannedChange, planOf } from './core/plan.ts';
import { type Bypass, type Protection, protectionOf, type WiringState } from './core/protection.ts';
import { PROXY_KEY } from './core/setting-changes.ts';
import { userInfoOf, withPort } from './core/user-info.ts';
import { type EditorSettings, type Undone, userValue } from './editor-settings.ts';
import type { GitRemotes } from './git-remotes.ts';
import type { MachineSettings } from './machine-settings.ts';
import { isLedThroughAgent } from './probe.ts';
import { askCommand, type ShippedCommand, showCommand } from './shipped-command.ts';
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
const PROXY_SUPPORT_KEY = 'http.proxySupport';

/** What is led through the agent, and what that comes to. Owner of this window's protection. */
export class Protector implements vscode.Disposable {
  readonly #parts: ProtectorParts;
  readonly #changed = new vscode.EventEmitter<Protection>();
  readonly #watching: vscode.Disposable;
  #bypass: Bypass = 'possible';

  constructor(parts: ProtectorParts) {
    this.#parts = parts;
    this.#watching = vscode.Disposable.from(
      parts.link.onState(() => this.#refresh()),
      parts.link.onGrant(() => void this.#followPort()),
      parts.remotes.onChange(() => this.#refresh()),
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration('http') || event.affectsConfiguration('countersign')) this.#refresh();
      }),
    );
  }

  get protection(): Protection {
    const { link, settings } = this.#parts;
    return protectionOf({ link: link.state, wiring: settings.state, bypass: this.#bypass });
  }

  get wiring(): WiringState {
    return this.#parts.settings.state;
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

  /** What setting up would change. Throws ControlFault when there is no agent to ask. */
  async plan(): Promise<readonly PlannedChange[]> {
    return planOf(await this.#look());
  }

  /** Makes the changes that were agreed to, and says whether the editor goes through the agent now. */
  async apply(parts: readonly Part[]): Promise<boolean> {
    const { settings, command } = this.#parts;
    if (parts.includes('proxy')) await this.#setProxy();
    if (parts.includes('proxy-support'))
      await settings.set(PROXY_SUPPORT_KEY, 'override', { kind: 'value', value: 'override' });
    for (const part of ['git', 'terminals'] as const) await this.#choose(part, parts.includes(part));
    this.#applyEnvironment();
    if (parts.includes('trust-store')) showCommand(command, ['ca', 'install']);
    this.#tell();
    const isLed = await isLedThroughAgent();
    this.#parts.log(`a request of an extension ${isLed ? 'goes' : 'does not go'} through the agent`);
    return isLed;
  }

  /** Puts everything back that was changed in this editor. */
  async undo(): Promise<readonly Undone[]> {
    const { settings, environment, link } = this.#parts;
    const { session } = settings;
    const undone = await this.#undoSettings();
    environment.clear();
    if (session !== null && link.state.kind === 'connected')
      await link.call({ method: 'DELETE', path: `/v1/sessions/${encodeURIComponent(session)}` });
    this.#tell();
    return undone;
  }

  /** The server's file first, for the same reason; the editor notices that it has changed a little later. */
  async #undoSettings(): Promise<readonly Undone[]> {
    const { settings, machine, command } = this.#parts;
    if (machine === null) return settings.undo();
    await machine.undo(command);
    await pause(NOTICE_FILE_MS);
    return settings.undo();
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

  async #setProxy(): Promise<void> {
    const { link, settings } = this.#parts;
    const body: SessionAsk = { actor: 'mixed', program: vscode.env.appName, parent: null, lasting: true };
    const grant = await link.call<SessionGrant>({ method: 'POST', path: '/v1/sessions', body });
    const after = { kind: 'proxy', session: grant.id } as const;
    // The user's first: once the server's file has the key, the editor writes the user's there as well.
    await settings.set(PROXY_KEY, grant.proxyUrl, after);
    await this.#parts.machine?.set(PROXY_KEY, grant.proxyUrl, after);
  }

  /** A part that is not wanted is switched off by its setting, which can be undone as the others. */
  async #choose(part: 'git' | 'terminals', isWanted: boolean): Promise<void> {
    const key = `countersign.${part}.enabled`;
    const isOn = vscode.workspace.getConfiguration().get<boolean>(key) ?? true;
    if (isOn !== isWanted) await this.#parts.settings.set(key, isWanted, { kind: 'value', value: isWanted });
  }

  /** An agent that could not have its port back took another one: the settings go after it. */
  async #followPort(): Promise<void> {
    const { link, settings } = this.#parts;
    const present = userValue(PROXY_KEY);
    const { grant } = link;
    if (grant === null || typeof present !== 'string' || proxySession(present) !== settings.session) return;
    const moved = withPort(present, userInfoOf(grant.proxyUrl).port);
    if (moved === present) return;
    const session = proxySession(present) ?? '';
    const after = { kind: 'proxy', session } as const;
    await settings.set(PROXY_KEY, moved, after);
    await this.#parts.machine?.set(PROXY_KEY, moved, after);
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

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
