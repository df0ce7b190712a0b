import * as vscode from 'vscode';
import type { PlannedChange } from './core/plan.ts';
import { offer } from './offer.ts';
import type { Protector } from './protector.ts';

interface Choice extends vscode.QuickPickItem {
  readonly change: PlannedChange;
}

/** Shows what would change, and makes the changes that are agreed to. */
export async function setUp(protector: Protector): Promise<void> {
  const plan = await vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, title: 'Countersign: looking at what is there' },
    () => protector.plan(),
  );
  const agreed = await vscode.window.showQuickPick(plan.map(choiceOf), {
    canPickMany: true,
    ignoreFocusOut: true,
    title: 'Countersign: what would change',
    placeHolder: 'Untick what you do not want. "Countersign: Remove Countersign" undoes everything.',
  });
  if (agreed === undefined) return;
  const isLed = await protector.apply(agreed.map(({ change }) => change.part));
  if (!isLed) {
    await offer(
      'warning',
      'Countersign is set up, but a request of an extension did not go through the agent.',
      { 'Run the Doctor': () => run('countersign.doctor') },
    );
    return;
  }
  // What was asked before the proxy was set went direct, and connections that are open stay as they are.
  await offer(
    'information',
    'Countersign is set up. Reload the window, so that requests that began before go through the agent as well.',
    {
      'Reload Window': () => run('workbench.action.reloadWindow'),
      'Run the Doctor': () => run('countersign.doctor'),
    },
  );
}

function choiceOf(change: PlannedChange): Choice {
  return { change, label: change.label, detail: change.detail, picked: true };
}

function run(command: string): Thenable<unknown> {
  return vscode.commands.executeCommand(command);
}
