import * as vscode from 'vscode';

const KEY = 'countersign.reviewer';
const TOKEN = /^[A-Za-z0-9._~+/=-]{16,8192}$/;

/**
 * The token of a person who decides what others ask. It lies in the editor's own store and goes with each question;
 * the agent keeps it nowhere, so that an assistant which reaches the agent decides nothing.
 */
export class ReviewerSignIn implements vscode.Disposable {
  readonly #secrets: vscode.SecretStorage;
  readonly #registered: vscode.Disposable;

  constructor(secrets: vscode.SecretStorage) {
    this.#secrets = secrets;
    this.#registered = vscode.Disposable.from(
      vscode.commands.registerCommand('countersign.signInReviewer', () => this.#signIn()),
      vscode.commands.registerCommand('countersign.signOutReviewer', () => secrets.delete(KEY)),
    );
  }

  onChange(listener: () => void): vscode.Disposable {
    return this.#secrets.onDidChange(({ key }) => {
      if (key === KEY) listener();
    });
  }

  /** RFC 6750, 2.1; null while nobody is signed in. */
  async authorization(): Promise<string | null> {
    const token = await this.#secrets.get(KEY);
    return token === undefined ? null : `Bearer ${token}`;
  }

  dispose(): void {
    this.#registered.dispose();
  }

  async #signIn(): Promise<void> {
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
