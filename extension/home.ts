import { writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import * as vscode from 'vscode';
import { controlSocketPath } from '../protocol/control-socket.ts';
import { HOME_FILE } from '../protocol/wiring.ts';
import type { ShippedCommand } from './shipped-command.ts';

/** Where all state lives, the same as for the command line unless the settings say otherwise. */
export function countersignHome(): string {
  const configured = vscode.workspace.getConfiguration('countersign').get<string>('home') ?? '';
  if (configured !== '') return configured;
  const given = process.env['COUNTERSIGN_HOME'] ?? '';
  return given === '' ? join(homedir(), '.countersign') : given;
}

export function controlSocket(home: string): string {
  return controlSocketPath(home, process.platform);
}

/** Leaves word for what is run when the extension was uninstalled; it goes with the extension's folder. */
export async function leaveWordOfHome({ script, home }: ShippedCommand): Promise<void> {
  await writeFile(join(dirname(script), HOME_FILE), home, { mode: 0o600 });
}
