import * as vscode from 'vscode';
import type { AgentLink } from './agent-link.ts';
import type { Undone } from './editor-settings.ts';
import type { Protector } from './protector.ts';
import { type ShippedCommand, showCommand } from './shipped-command.ts';

export interface RemovePorts {
  readonly protector: Protector;
  readonly link: AgentLink;
  readonly command: ShippedCommand;
  readonly secrets: vscode.SecretStorage;
  readonly log: (text: string) => void;
}

const REMOVE = 'Remove';
const EVERYTHING = 'Remove, and Delete Its Data';

/** Undoes what was changed, stops the agent, and has the certificate taken out of the trust store. */
export async function remove(ports: RemovePorts): Promise<void> {
  const detail =
    'Your settings, Git and terminals go back to what they were, the agent stops, and its certificate is taken out of the trust store. Copilot and Git are then no longer judged. The extension stays until you uninstall it.';
  const chosen = await vscode.window.showWarningMessage(
    'Remove Countersign from this editor?',
    { modal: true, detail },
    REMOVE,
    EVERYTHING,
  );
  if (chosen === undefined) return;
  const undone = await ports.protector.undo();
  for (const { key, outcome } of undone) ports.log(`${key}: ${WORDS[outcome]}`);
  await ports.link.stop('it was removed');
  showCommand(ports.command, ['uninstall', ...(chosen === EVERYTHING ? ['--purge'] : [])]);
  await vscode.window.showInformationMessage(summaryOf(undone));
}

const WORDS: Readonly<Record<Undone['outcome'], string>> = {
  removed: 'taken out again',
  restored: 'put back to what it was',
  left: 'left alone, since somebody else has set it since',
};

function summaryOf(undone: readonly Undone[]): string {
  const told = undone.map(({ key, outcome }) => `${key} ${WORDS[outcome]}`);
  const settings = told.length === 0 ? 'no setting had been changed' : told.join('; ');
  return `Countersign is removed: ${settings}. The terminal says what became of the rest.`;
}
