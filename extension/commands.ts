import { readFile } from 'node:fs/promises';
import * as vscode from 'vscode';
import type { AgentLink } from './agent-link.ts';
import { agentLog } from './agent-process.ts';

export interface CommandPorts {
  readonly link: AgentLink;
  readonly output: vscode.LogOutputChannel;
  readonly home: string;
}

type Run = (ports: CommandPorts) => Promise<unknown>;

/** Every command of the palette, by its id in the manifest. */
const COMMANDS: Readonly<Record<string, Run>> = {
  'countersign.startAgent': ({ link }) => link.connect(),
  'countersign.openPanel': async () => vscode.commands.executeCommand('countersign.panel.focus'),
  'countersign.showStatus': async ({ output }) => output.show(true),
  'countersign.showLog': showLog,
};

export function registerCommands(ports: CommandPorts): vscode.Disposable {
  const registered = Object.entries(COMMANDS).map(([id, run]) =>
    vscode.commands.registerCommand(id, () => run(ports)),
  );
  return vscode.Disposable.from(...registered);
}

async function showLog({ output, home }: CommandPorts): Promise<void> {
  const content = await readFile(agentLog(home), 'utf8').catch(() => 'the agent has written no log yet\n');
  output.show(true);
  output.appendLine(content.trimEnd());
}
