import { homedir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { controlSocketPath } from '../protocol/control-socket.ts';

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
