import * as vscode from 'vscode';
import type { Accounts } from '../sign-in/accounts.ts';
import { signInWays } from '../sign-in/collector-web.ts';
import { SignInError } from '../sign-in/sign-in-error.ts';

const KEY = 'countersign.reviewer';
export interface ReviewerPorts {
  readonly secrets: vscode.SecretStorage;
  readonly accounts: Accounts;
  /** Address of the collector that the agent works with; null while that is not known. */
  readonly collector: () => string | null;
}

const TOKEN = /^[A-Za-z0-9._~+/=-]{16,8192}$/;

/**
 * Who decides here what others ask: whoever signed in at the identity provider, or pasted a token of a collector that
 * has its own. Both lie in the editor's own store and go with each question; the agent keeps them nowhere, so that an
 * assistant which reaches the agent decides nothing.
 */
export class ReviewerSignIn implements vscode.Disposable {
  readonly #secrets: vscode.SecretStorage;
  readonly #accounts: Accounts;
  readonly #collector: () => string | null;
  readonly #registered: vscode.Disposable;

  constructor({ secrets, accounts, collector }: ReviewerPorts) {
    this.#secrets = secrets;
    this.#accounts = accounts;
    this.#collector = collector;
    this.#registered = vscode.Disposable.from(
      vscode.commands.registerCommand('countersign.signInReviewer', () => this.#signIn()),
      vscode.commands.registerCommand('countersign.logInAgain', () => this.#logInAgain()),
      vscode.commands.registerCommand('countersign.signOutReviewer', () => this.#signOut()),
    );
  }

  onChange(listener: () => void): vscode.Disposable {
    return vscode.Disposable.from(
      this.#accounts.onDidChangeSessions(listener),
      this.#secrets.onDidChange(({ key }) => {
        if (key === KEY) listener();
      }),
    );
  }

  /** RFC 6750, 2.1; null while nobody is signed in. */
  async authorization(): Promise<string | null> {
    const token = await this.#secrets.get(KEY);
    return token === undefined ? this.#accounts.authorization() : `Bearer ${token}`;
  }

  dispose(): void {
    this.#registered.dispose();
  }

  async #signIn(): Promise<void> {
    const collector = this.#collector();
    if (collector !== null && (await signInWays(collector)).way === 'provider') {
      await this.#accounts.signIn(collector);
      return;
    }
    await this.#paste();
  }

  async #logInAgain(): Promise<void> {
    const collector = this.#collector();
    if (collector === null) return;
    try {
      await this.#accounts.logInAgain(collector);
    } catch (fault) {
      if (!(fault instanceof SignInError)) throw fault;
      await vscode.window.showErrorMessage(`Countersign: ${fault.message}.`);
    }
  }

  async #signOut(): Promise<void> {
    if ((await this.#secrets.get(KEY)) === undefined) await this.#accounts.removeSession();
    else await this.#secrets.delete(KEY);
  }

  async #paste(): Promise<void> {
    const token = await vscode.window.showInputBox({
      title: 'Sign in as a reviewer',
      prompt: "Paste your token for the collector. It is kept in the editor's secret storage.",
      password: true,
      ignoreFocusOut: true,
      validateInput: (text) => (TOKEN.test(text.trim()) ? null : 'This is not a token of the collector.'),
    });
    if (token !== undefined) await this.#secrets.store(KEY, token.trim());
  }
}
