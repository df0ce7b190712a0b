import * as vscode from 'vscode';
import { SignInError } from './sign-in-error.ts';

const PATH = '/signed-in';
const TIMEOUT_MS = 5 * 60_000;

/**
 * Where browsers come back to: `SCHEME://countersign.countersign/signed-in`. Whoever does not know the state of a
 * sign-in that waits changes nothing. Owner of the sign-ins that wait.
 */
export class UriCallback implements vscode.Disposable, vscode.UriHandler {
  readonly #waiting = new Map<string, (query: string) => void>();
  readonly #registered: vscode.Disposable = vscode.window.registerUriHandler(this);

  handleUri({ path, query }: vscode.Uri): void {
    if (path !== PATH) return;
    const state = new URLSearchParams(query).get('state') ?? '';
    this.#waiting.get(state)?.(query);
  }

  /** A window of a desktop has the address that is registered with the provider; one in a browser has one of its own. */
  async redirectUri(extensionId: string): Promise<string> {
    const own = vscode.Uri.parse(`${vscode.env.uriScheme}://${extensionId}${PATH}`);
    if (vscode.env.uiKind === vscode.UIKind.Desktop) return own.toString(true);
    return (await vscode.env.asExternalUri(own)).toString(true);
  }

  /** Throws SignInError when nobody comes back in time. */
  comeBack(state: string): Promise<string> {
    return new Promise((resolve, reject) => {
      const late = setTimeout(() => {
        this.#waiting.delete(state);
        reject(new SignInError('timed-out', 'nobody came back from the identity provider in time'));
      }, TIMEOUT_MS);
      this.#waiting.set(state, (query) => {
        clearTimeout(late);
        this.#waiting.delete(state);
        resolve(query);
      });
    });
  }

  dispose(): void {
    this.#registered.dispose();
  }
}
