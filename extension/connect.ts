import * as vscode from 'vscode';
import type { AgentLink } from './agent-link.ts';

const TOKEN_KEY = 'countersign.collector.token';

export interface CollectorAccess {
  readonly url: string;
  readonly token: string;
}

/** The collector that was named here; null for the one that runs for the same folder. */
export async function collectorAccess(secrets: vscode.SecretStorage): Promise<CollectorAccess | null> {
  const url = vscode.workspace.getConfiguration('countersign').get<string>('collector.url') ?? '';
  const token = await secrets.get(TOKEN_KEY);
  return url === '' || token === undefined ? null : { url, token };
}

/** Asks for a collector and the agent's token, and starts the agent with them. */
export async function connect(link: AgentLink, secrets: vscode.SecretStorage): Promise<void> {
  const settings = vscode.workspace.getConfiguration('countersign');
  const url = await vscode.window.showInputBox({
    title: 'Connect to a collector (1/2)',
    prompt: "Your organisation's collector. Leave it empty for the one that runs on this machine.",
    value: settings.get<string>('collector.url') ?? '',
    placeHolder: 'https://countersign.example.com',
    ignoreFocusOut: true,
    validateInput: problemOf,
  });
  if (url === undefined) return;
  if (url !== '') {
    const token = await vscode.window.showInputBox({
      title: 'Connect to a collector (2/2)',
      prompt: 'Token of this agent. It is kept in the secret storage of the editor.',
      password: true,
      ignoreFocusOut: true,
    });
    if (token === undefined || token === '') return;
    await secrets.store(TOKEN_KEY, token);
  }
  await settings.update('collector.url', url === '' ? undefined : url, vscode.ConfigurationTarget.Global);
  await link.stop('it is started anew');
  await link.connect();
}

/** A token goes there: nobody may read it on the way. */
function problemOf(text: string): string | undefined {
  if (text === '') return undefined;
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null) return 'This is no URL.';
  const isHere = ['127.0.0.1', 'localhost', '[::1]'].includes(url.hostname);
  return url.protocol === 'https:' || (url.protocol === 'http:' && isHere)
    ? undefined
    : 'This has to be an https: URL.';
}
