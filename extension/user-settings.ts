import * as vscode from 'vscode';
import type { JsonValue } from '../protocol/json.ts';
import type { UserSettings } from './editor-settings.ts';

/** The user settings of the editor that runs this extension. */
export const USER_SETTINGS: UserSettings = { value: userValue, update };

export function userValue(key: string): JsonValue | undefined {
  return vscode.workspace.getConfiguration().inspect<JsonValue>(key)?.globalValue;
}

const TRIES = 5;
const BETWEEN_MS = 1000;

/**
 * Sets the user's own value. An editor that has not yet seen a change of another settings file writes to the wrong
 * one, so it is looked for and tried again.
 */
async function update(key: string, value: JsonValue | undefined): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    await vscode.workspace.getConfiguration().update(key, value, vscode.ConfigurationTarget.Global);
    if (JSON.stringify(userValue(key)) === JSON.stringify(value) || tries === TRIES) return;
    await new Promise((resolve) => setTimeout(resolve, BETWEEN_MS));
  }
}
