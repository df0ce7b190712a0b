import * as vscode from 'vscode';
import { protectionLabel, protectionMeaning } from './core/protection.ts';
import type { Protector } from './protector.ts';

/** What the status bar opens: what holds, why, and what can be done about it. */
export async function showStatus({ protection }: Protector): Promise<void> {
  const actions: readonly (vscode.QuickPickItem & { readonly command: string })[] = [
    ...(protection.kind === 'unprotected'
      ? [{ label: '$(shield) Set up protection', command: 'countersign.setUp' }]
      : []),
    { label: '$(pulse) Run the doctor', command: 'countersign.doctor' },
    { label: '$(list-unordered) Open the panel', command: 'countersign.openPanel' },
    { label: '$(debug-restart) Start or restart the agent', command: 'countersign.startAgent' },
    { label: '$(plug) Connect to a collector', command: 'countersign.connect' },
    { label: '$(output) Show the log', command: 'countersign.showLog' },
    { label: '$(trash) Remove Countersign', command: 'countersign.remove' },
  ];
  const chosen = await vscode.window.showQuickPick(actions, {
    title: `Countersign: ${protectionLabel(protection)}`,
    placeHolder: protectionMeaning(protection),
  });
  if (chosen !== undefined) await vscode.commands.executeCommand(chosen.command);
}
