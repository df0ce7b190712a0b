import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { agentLog } from './agent-process.ts';
import { type ConnectPorts, connect, signIn } from './connect.ts';
import { doctor } from './doctor.ts';
import { enroll } from './enroll.ts';
import type { Panel } from './panel/register-panel.ts';
import { type RemovePorts, remove } from './remove.ts';
import { setUp } from './set-up.ts';
import { showStatus } from './show-status.ts';

export interface CommandPorts extends RemovePorts, ConnectPorts {
  readonly panel: Pick<Panel, 'show'>;
  readonly output: vscode.LogOutputChannel;
  readonly home: string;
}

type Run = (ports: CommandPorts) => Promise<unknown>;

/** Every command of the palette, by its id in the manifest. */
const COMMANDS: Readonly<Record<string, Run>> = {
  'countersign.setUp': ({ protector }) => setUp(protector),
  'countersign.showStatus': ({ protector }) => showStatus(protector),
  'countersign.openPanel': ({ panel }) => panel.show('approvals', null),
  'countersign.doctor': doctor,
  'countersign.connect': connect,
  'countersign.signIn': signIn,
  'countersign.signOut': ({ accounts }) => accounts.removeSession(),
  'countersign.enroll': enroll,
  'countersign.startAgent': restartAgent,
  'countersign.stopAgent': ({ link }) => link.stop('you stopped it'),
  'countersign.openPolicy': openPolicy,
  'countersign.showLog': showLog,
  'countersign.remove': remove,
};

/** A command that fails says why: an unhandled fault would show as a line of code. */
export function registerCommands(ports: CommandPorts): vscode.Disposable {
  const registered = Object.entries(COMMANDS).map(([id, run]) =>
    vscode.commands.registerCommand(id, () => run(ports).catch((fault: unknown) => tell(ports, fault))),
  );
  return vscode.Disposable.from(...registered);
}

async function tell({ output }: CommandPorts, fault: unknown): Promise<void> {
  const message = fault instanceof Error ? fault.message : 'something failed without saying what';
  output.error(message);
  await vscode.window.showErrorMessage(`Countersign: ${message}`);
}

async function restartAgent({ link }: CommandPorts): Promise<void> {
  if (link.state.kind === 'connected') await link.stop('it is started anew');
  await link.connect();
}

async function openPolicy({ home }: CommandPorts): Promise<void> {
  const document = await vscode.workspace.openTextDocument(join(home, 'policy.yaml'));
  await vscode.window.showTextDocument(document);
}

async function showLog({ output, home }: CommandPorts): Promise<void> {
  const content = await readFile(agentLog(home), 'utf8').catch(() => 'the agent has written no log yet\n');
  output.show(true);
  output.appendLine(content.trimEnd());
}
