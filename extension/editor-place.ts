import { createHash } from 'node:crypto';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { EditorPlace } from './editor-settings.ts';
import type { MachinePlace } from './machine-settings.ts';

type Storage = Pick<vscode.ExtensionContext, 'globalStorageUri'>;

/** Which installation this is. In a browser or a remote window the user settings are on another machine. */
export function editorPlace({ globalStorageUri }: Storage): EditorPlace {
  const { appName, uiKind, remoteName } = vscode.env;
  const nearby =
    globalStorageUri.scheme === 'file' ? join(globalStorageUri.fsPath, '..', '..', 'settings.json') : null;
  const isHere = uiKind === vscode.UIKind.Desktop && remoteName === undefined;
  const digest = createHash('sha256').update(`${appName}\n${globalStorageUri.toString()}`).digest('hex');
  return { editor: digest.slice(0, 16), name: appName, file: isHere ? nearby : null, nearby };
}

/** The settings of the server behind a remote or browser window; null where the window has none. */
export function machinePlace({ globalStorageUri }: Storage, editor: string): MachinePlace | null {
  const hasServer = vscode.env.remoteName !== undefined || vscode.env.uiKind === vscode.UIKind.Web;
  if (!hasServer || globalStorageUri.scheme !== 'file') return null;
  const file = join(globalStorageUri.fsPath, '..', '..', '..', 'Machine', 'settings.json');
  return { editor: `${editor}-machine`, name: `${vscode.env.appName} (its server)`, file };
}
