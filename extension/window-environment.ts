import * as vscode from 'vscode';
import type { SessionGrant } from '../protocol/control.ts';
import { gitEnvironment, sessionEnvironment } from '../protocol/session-environment.ts';
import { sshRewrites } from '../protocol/ssh-rewrites.ts';
import { type GitWishes, gitSettings } from './core/git-settings.ts';
import { rewrittenHosts } from './core/ssh-remotes.ts';

const GIT_VARIABLE = /^GIT_(?:SSL_CAINFO|CONFIG_(?:COUNT|KEY_\d+|VALUE_\d+))$/;

/**
 * What this window's terminals and its Git are told. Nothing of it is on disk but what the editor keeps for terminals;
 * the built-in Git reads the environment of the extension host each time it starts git.
 */
export class WindowEnvironment implements vscode.Disposable {
  readonly #terminals: vscode.EnvironmentVariableCollection;
  /** As it was when the extension host started. */
  readonly #inherited: Readonly<Record<string, string | undefined>> = { ...process.env };

  constructor(terminals: vscode.EnvironmentVariableCollection) {
    this.#terminals = terminals;
    this.#terminals.description = 'Leads programs through the Countersign agent.';
  }

  apply(grant: SessionGrant, lead: Pick<GitWishes, 'hosts' | 'remotes'>): void {
    const settings = vscode.workspace.getConfiguration('countersign');
    const rewriteSsh = settings.get<boolean>('git.rewriteSsh') ?? false;
    if (settings.get<boolean>('git.enabled') ?? true) this.#applyGit(grant, { ...lead, rewriteSsh });
    else this.#restoreGit();
    const rewritten = sshRewrites(rewrittenHosts({ ...lead, rewriteSsh }));
    if (settings.get<boolean>('terminals.enabled') ?? true) this.#applyTerminals(grant, rewritten);
    else this.#terminals.clear();
  }

  clear(): void {
    this.#restoreGit();
    this.#terminals.clear();
  }

  /** Terminals keep theirs: they outlive a reload of the window. */
  dispose(): void {
    this.#restoreGit();
  }

  #applyGit(grant: SessionGrant, wishes: GitWishes): void {
    this.#restoreGit();
    Object.assign(process.env, gitEnvironment(gitSettings(grant, wishes), this.#inherited));
    // Where it is set, it comes before what the configuration says of one host.
    if (this.#inherited['GIT_SSL_CAINFO'] !== undefined) process.env['GIT_SSL_CAINFO'] = grant.caBundleFile;
  }

  #restoreGit(): void {
    for (const name of Object.keys(process.env).filter((each) => GIT_VARIABLE.test(each))) {
      const value = this.#inherited[name];
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  }

  #applyTerminals(grant: SessionGrant, rewritten: ReturnType<typeof sshRewrites>): void {
    const wanted = Object.entries(sessionEnvironment(grant, this.#inherited, rewritten));
    // An equal one is left alone, so that open terminals are not said to be out of date.
    const isSame = wanted.every(([name, value]) => this.#terminals.get(name)?.value === value);
    if (isSame) return;
    this.#terminals.clear();
    for (const [name, value] of wanted) this.#terminals.replace(name, value);
  }
}
