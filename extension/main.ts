import { join } from 'node:path';
import * as vscode from 'vscode';
import { proxySession } from '../protocol/wiring.ts';
import { AgentLink } from './agent-link.ts';
import type { AgentLaunch } from './agent-process.ts';
import { Alarm } from './alarm.ts';
import { BypassWatch } from './bypass-watch.ts';
import { registerCommands } from './commands.ts';
import { collectorAccess } from './connect.ts';
import type { DoctorReport } from './core/doctor-report.ts';
import type { Protection } from './core/protection.ts';
import { PROXY_KEY } from './core/setting-changes.ts';
import type { KeptAccount } from './core/sign-in/kept-account.ts';
import { userInfoOf } from './core/user-info.ts';
import { editorPlace, machinePlace } from './editor-place.ts';
import { EditorSettings } from './editor-settings.ts';
import { GitRemotes } from './git-remotes.ts';
import { countersignHome } from './home.ts';
import { InboxWatch } from './inbox-watch.ts';
import { MachineSettings } from './machine-settings.ts';
import { Notifier } from './notifier.ts';
import { registerPanel } from './panel/register-panel.ts';
import { Protector } from './protector.ts';
import { askCommand } from './shipped-command.ts';
import { Accounts } from './sign-in/accounts.ts';
import { OneWindow } from './sign-in/one-window.ts';
import { UriCallback } from './sign-in/uri-callback.ts';
import { SshWarning } from './ssh-warning.ts';
import { StatusBar } from './status-bar.ts';
import { USER_SETTINGS, userValue } from './user-settings.ts';
import { WindowEnvironment } from './window-environment.ts';
import { keepWindowSession, windowSession } from './window-session.ts';
import { WiringFile } from './wiring-file.ts';

/** Called by the editor once it has started; returns before the agent runs, so that nothing waits for it. */
export function activate(context: vscode.ExtensionContext): void {
  const output = vscode.window.createOutputChannel('Countersign', { log: true });
  const log = (text: string): void => output.info(text);
  const home = countersignHome();
  const command = { script: join(context.extensionPath, 'dist', 'agent.js'), home };
  const wiring = new WiringFile(home);
  const settings = new EditorSettings(editorPlace(context), wiring, USER_SETTINGS);
  const server = machinePlace(context, settings.editor);
  const putBack = (editor: string) => askCommand(command, ['undo-settings', editor]);
  const machine = server === null ? null : new MachineSettings(server, wiring, putBack);
  const callback = new UriCallback();
  const accounts: Accounts = new Accounts({
    ...{ context, callback, log },
    oneWindow: new OneWindow(join(home, 'sign-in.turns')),
    handOver: (account) => handOver(link, account),
    signedOut: () => link.stop('nobody is signed in: "Countersign: Sign In"').catch(tellFault(output)),
  });
  const link: AgentLink = new AgentLink({
    home,
    version: versionOf(context),
    editor: settings.editor,
    launch: () => launchOf(context, { ...command, settings, accounts }),
    session: () => windowSession(context.secrets),
    log,
  });
  const environment = new WindowEnvironment(context.environmentVariableCollection);
  const remotes = new GitRemotes();
  const protector = new Protector({ link, settings, environment, machine, remotes, command, log });
  const bar = new StatusBar();
  const panel = registerPanel({
    ...{ context, link, accounts, log },
    protection: () => protector.protection,
    proxyUrls: () => [userValue(PROXY_KEY)].filter((value) => proxySession(value) !== null).map(String),
  });
  const alarm = new Alarm(context.globalState);
  const bypassWatch = new BypassWatch({
    ask: async () => (await askCommand(command, ['doctor'])) as DoctorReport,
    found: (bypass) => protector.found(bypass),
    nowMs: () => Date.now(),
    log,
  });
  const sshWarning = new SshWarning({ memory: context.workspaceState, settings, protector });
  const show = (protection: Protection): void => {
    bar.show(protection);
    panel.update();
    alarm.hear(protection, protector.wiring.kind !== 'none');
    setContext(protection, link);
    void bypassWatch.hear(link.state);
    sshWarning.look().catch(tellFault(output));
  };
  show(protector.protection);
  const isOurs = (session: string | null): boolean =>
    session === link.grant?.id || (session === settings.session && vscode.window.state.focused);
  const notifier = new Notifier({ isOurs, log, panel });
  const inboxWatch = new InboxWatch({
    inbox: () => panel.inbox(),
    isLookedAt: () => vscode.window.state.focused,
    tell: (notice) => notifier.tell(notice),
    log,
  });
  context.subscriptions.push(
    ...[output, callback, accounts, link, environment, remotes, protector, bar, panel, alarm, inboxWatch],
    protector.onChange(show),
    link.onGrant((grant) => {
      void keepWindowSession(context.secrets, grant);
      void accounts.renew();
    }),
    link.onRecord((record) => notifier.hear(record)),
    registerCommands({
      ...{ link, protector, panel, command, output, home, accounts, log },
      secrets: context.secrets,
    }),
    vscode.window.onDidChangeWindowState(({ focused }) => {
      if (focused) void reload(protector, output);
    }),
  );
  void remotes.follow();
  void begin({ protector, link, output, alarm });
}

interface Beginning {
  readonly protector: Protector;
  readonly link: AgentLink;
  readonly output: vscode.LogOutputChannel;
  readonly alarm: Alarm;
}

async function begin({ protector, link, output, alarm }: Beginning): Promise<void> {
  await reload(protector, output);
  await link.connect();
  if (protector.wiring.kind === 'none' && link.state.kind === 'connected') await alarm.invite();
}

/** An agent of another collector, or none, learns at its next start. */
async function handOver(link: AgentLink, { collector, agent }: KeptAccount): Promise<void> {
  const { state } = link;
  if (state.kind !== 'connected' || new URL(state.status.collector.url).origin !== collector) return;
  await link.call({ method: 'PUT', path: '/v1/collector-token', body: { token: agent.token } });
}

function tellFault(output: vscode.LogOutputChannel): (fault: unknown) => void {
  return (fault) => output.error(fault instanceof Error ? fault.message : 'something failed');
}

/** A file that cannot be understood is said, and the agent is joined all the same. */
async function reload(protector: Protector, output: vscode.LogOutputChannel): Promise<void> {
  try {
    await protector.reload();
  } catch (fault) {
    output.error(fault instanceof Error ? fault.message : 'what was changed cannot be read');
  }
}

/** For the walkthrough's ticks. */
function setContext({ kind }: Protection, { state }: AgentLink): void {
  const isProtected = kind !== 'unprotected';
  void vscode.commands.executeCommand('setContext', 'countersign.isProtected', isProtected);
  void vscode.commands.executeCommand('setContext', 'countersign.isConnected', state.kind === 'connected');
}

function versionOf({ extension }: vscode.ExtensionContext): string {
  const { version } = extension.packageJSON as { readonly version: string };
  return version;
}

interface LaunchParts {
  readonly script: string;
  readonly home: string;
  readonly settings: EditorSettings;
  readonly accounts: Accounts;
}

/** The port that the settings name is kept; before they do, any will do. */
async function launchOf(
  context: vscode.ExtensionContext,
  { script, home, settings, accounts }: LaunchParts,
): Promise<AgentLaunch | null> {
  const configured = vscode.workspace.getConfiguration('countersign');
  if (configured.get<boolean>('agent.start') === false) return null;
  await settings.load();
  const proxy = userValue(PROXY_KEY);
  const isWired = settings.state.kind === 'applied' && typeof proxy === 'string';
  return {
    script,
    home,
    port: isWired ? userInfoOf(proxy).port : (configured.get<number>('port') ?? 7420),
    keepPort: isWired,
    collector: await collectorAccess({ accounts, secrets: context.secrets }),
    graceMs: (configured.get<number>('agent.graceSeconds') ?? 30) * 1000,
    upstreamProxy: upstreamOf(isWired ? settings.before(PROXY_KEY) : proxy),
  };
}

/** A proxy that the user had is asked by the agent: ungoverned hosts may be out of reach without it. */
function upstreamOf(proxy: unknown): string | null {
  return typeof proxy === 'string' && proxy !== '' ? proxy : null;
}
