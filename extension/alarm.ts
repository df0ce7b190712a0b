import * as vscode from 'vscode';
import type { Protection } from './core/protection.ts';
import { offer } from './offer.ts';

/** An agent that is started anew is back by then. */
const PATIENCE_MS = 10_000;
const INVITED_KEY = 'countersign.invited';

/** Says aloud when protection is lost, and once when it was never set up: the status bar alone is easily overlooked. */
export class Alarm implements vscode.Disposable {
  readonly #memory: vscode.Memento;
  #wasProtected = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(memory: vscode.Memento) {
    this.#memory = memory;
  }

  hear(protection: Protection, isSetUp: boolean): void {
    const isLost = protection.kind === 'unprotected' && isSetUp;
    if (!isLost) {
      this.#wasProtected = protection.kind !== 'unprotected';
      clearTimeout(this.#timer);
      this.#timer = undefined;
      return;
    }
    if (!this.#wasProtected || this.#timer !== undefined) return;
    this.#timer = setTimeout(() => {
      this.#wasProtected = false;
      void offer('warning', `Countersign no longer protects this editor: ${protection.reason}.`, {
        'What to Do': () => vscode.commands.executeCommand('countersign.showStatus'),
      });
    }, PATIENCE_MS);
  }

  /** Asks once whether to set up; the status bar goes on saying it. */
  async invite(): Promise<void> {
    if (this.#memory.get<boolean>(INVITED_KEY) === true) return;
    await this.#memory.update(INVITED_KEY, true);
    await offer('information', 'Countersign is installed and does not protect this editor yet.', {
      'Set Up Protection': () => vscode.commands.executeCommand('countersign.setUp'),
    });
  }

  dispose(): void {
    clearTimeout(this.#timer);
  }
}
