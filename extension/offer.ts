import * as vscode from 'vscode';

/** What a press does, by the words on the button. */
export type Actions = Readonly<Record<string, () => Thenable<unknown>>>;

/** A message with actions; resolves once it was dismissed or the action is done. */
export async function offer(
  severity: 'information' | 'warning',
  message: string,
  actions: Actions,
): Promise<void> {
  const titles = Object.keys(actions);
  const chosen =
    severity === 'warning'
      ? await vscode.window.showWarningMessage(message, ...titles)
      : await vscode.window.showInformationMessage(message, ...titles);
  if (chosen !== undefined) await actions[chosen]?.();
}
