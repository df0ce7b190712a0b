import { join } from 'node:path';
import * as vscode from 'vscode';
import { AgentLink } from './agent-link.ts';
import type { AgentLaunch } from './agent-process.ts';
import { registerCommands } from './commands.ts';
import { protectionOf } from './core/protection.ts';
import { countersignHome } from './home.ts';
import { registerPanel } from './panel/register-panel.ts';
import { StatusBar } from './status-bar.ts';
import { keepWindowSession, windowSession } from './window-session.ts';

/** Called by the editor once it has started; returns before the agent runs, so that nothing waits for it. */
export function activate(context: vscode.ExtensionContext): void {
  const output = vscode.window.createOutputChannel('Countersign', { log: true });
  const home = countersignHome();
  const link = new AgentLink({
    home,
    version: versionOf(context),
    launch: async () => launchOf(context, home),
    session: () => windowSession(context.secrets),
    log: (text) => output.info(text),
  });
  const bar = new StatusBar();
  const protection = () => protectionOf({ link: link.state, wiring: { kind: 'none' }, bypass: 'possible' });
  const show = (): void => bar.show(protection());
  show();
  const panel = registerPanel({ context, link, protection, log: (text) => output.info(text) });
  context.subscriptions.push(
    ...[output, link, bar, link.onState(show), panel],
    link.onGrant((grant) => void keepWindowSession(context.secrets, grant)),
    registerCommands({ link, output, home }),
  );
  void link.connect();
}

function versionOf({ extension }: vscode.ExtensionContext): string {
  const { version } = extension.packageJSON as { readonly version: string };
  return version;
}

function launchOf(context: vscode.ExtensionContext, home: string): AgentLaunch | null {
  const settings = vscode.workspace.getConfiguration('countersign');
  if (settings.get<boolean>('agent.start') === false) return null;
  return {
    script: join(context.extensionPath, 'dist', 'agent.js'),
    home,
    port: settings.get<number>('port') ?? 7420,
    collector: null,
    upstreamProxy: null,
  };
}
