import * as vscode from 'vscode';
import type { AgentLink } from './agent-link.ts';
import type { Accounts } from './sign-in/accounts.ts';
import { signInWays } from './sign-in/collector-web.ts';
import { SignInError } from './sign-in/sign-in-error.ts';

const TOKEN_KEY = 'countersign.collector.token';

export interface CollectorAccess {
  readonly url: string;
  readonly token: string;
}

export interface ConnectPorts {
  readonly link: AgentLink;
  readonly accounts: Accounts;
  readonly secrets: vscode.SecretStorage;
}

/**
 * The collector that was named here; null for the one that runs for the same folder. Throws SignInError where one was
 * named and nobody is signed in there: the agent works for no other collector instead.
 */
export async function collectorAccess({
  accounts,
  secrets,
}: Pick<ConnectPorts, 'accounts' | 'secrets'>): Promise<CollectorAccess | null> {
  const url = collectorUrl();
  if (url === '') return null;
  const token = (await accounts.agentTokenFor(url)) ?? (await secrets.get(TOKEN_KEY));
  if (token === undefined) {
    throw new SignInError('signed-out', `nobody is signed in at ${url}: "Countersign: Sign In"`);
  }
  return { url, token };
}

/** Asks for a collector, lets a person sign in there, and starts the agent in their name. */
export async function connect(ports: ConnectPorts): Promise<void> {
  const url = await vscode.window.showInputBox({
    title: 'Connect to a collector',
    prompt: "Your organisation's collector. Leave it empty for the one that runs on this machine.",
    value: collectorUrl(),
    placeHolder: 'https://countersign.example.com',
    ignoreFocusOut: true,
    validateInput: problemOf,
  });
  if (url === undefined) return;
  if (url !== '' && !(await isKnownAt(url, ports))) return;
  await keepUrl(url === '' ? '' : new URL(url).origin);
  await startAnew(ports.link);
}

/** A setting that is as wanted is left alone: writing it would make a settings file where there was none. */
async function keepUrl(url: string): Promise<void> {
  if (url === collectorUrl()) return;
  const settings = vscode.workspace.getConfiguration('countersign');
  const value = url === '' ? undefined : url;
  await settings.update('collector.url', value, vscode.ConfigurationTarget.Global);
}

/** Signs in at the collector that was connected to; where there is none, asks for one first. */
export async function signIn(ports: ConnectPorts): Promise<void> {
  const url = collectorUrl();
  if (url === '') return connect(ports);
  if (await isKnownAt(url, ports)) await startAnew(ports.link);
}

function collectorUrl(): string {
  return vscode.workspace.getConfiguration('countersign').get<string>('collector.url') ?? '';
}

/** Whether there is something now that the agent can show there; false when the person changed their mind. */
async function isKnownAt(url: string, { accounts, secrets }: ConnectPorts): Promise<boolean> {
  if ((await signInWays(url)).way === 'provider') {
    await secrets.delete(TOKEN_KEY);
    await accounts.signIn(url);
    return true;
  }
  const token = await vscode.window.showInputBox({
    title: 'Connect to a collector',
    prompt: 'Token of this agent. It is kept in the secret storage of the editor.',
    password: true,
    ignoreFocusOut: true,
  });
  if (token === undefined || token === '') return false;
  await secrets.store(TOKEN_KEY, token);
  return true;
}

async function startAnew(link: AgentLink): Promise<void> {
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
