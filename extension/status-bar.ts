import * as vscode from 'vscode';
import { type Protection, protectionLabel, protectionMeaning } from './core/protection.ts';

const ICONS: Readonly<Record<Protection['kind'], string>> = {
  enforced: '$(verified-filled)',
  guided: '$(shield)',
  attention: '$(warning)',
  unprotected: '$(error)',
};

/** The one place that is always in sight: what holds at this moment, and never silent when nothing does. */
export class StatusBar implements vscode.Disposable {
  readonly #item = vscode.window.createStatusBarItem(
    'countersign.status',
    vscode.StatusBarAlignment.Left,
    100,
  );

  constructor() {
    this.#item.name = 'Countersign';
    this.#item.command = 'countersign.showStatus';
    this.#item.show();
  }

  show(protection: Protection): void {
    const label = protectionLabel(protection);
    this.#item.text = `${ICONS[protection.kind]} Countersign: ${label}`;
    this.#item.tooltip = protectionMeaning(protection);
    this.#item.accessibilityInformation = {
      label: `Countersign: ${label}. ${protectionMeaning(protection)}`,
    };
    this.#item.backgroundColor = backgroundOf(protection);
  }

  dispose(): void {
    this.#item.dispose();
  }
}

function backgroundOf({ kind }: Protection): vscode.ThemeColor | undefined {
  switch (kind) {
    case 'enforced':
    case 'guided':
      return undefined;
    case 'attention':
      return new vscode.ThemeColor('statusBarItem.warningBackground');
    case 'unprotected':
      return new vscode.ThemeColor('statusBarItem.errorBackground');
  }
}
