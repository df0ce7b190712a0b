import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'jsonc-parser';
import * as vscode from 'vscode';
import type { JsonObject, JsonValue } from '../protocol/json.ts';
import type { After, SettingChange, WiringPlan } from '../protocol/wiring.ts';
import type { WiringState } from './core/protection.ts';
import {
  changesOf,
  undoOf,
  wiringState,
  withChange,
  withoutChange,
  withoutPlan,
  withPlan,
} from './core/setting-changes.ts';
import type { WiringFile } from './wiring-file.ts';

export class SettingError extends Error {
  readonly code = 'not-taken';

  constructor(key: string) {
    super(
      `${key} was not taken into your user settings: a remote's machine settings, or your organisation's, set it too`,
    );
    this.name = 'SettingError';
  }
}

/** A plan of whoever makes it. */
type Unnamed<Plan> = Plan extends WiringPlan ? Omit<Plan, 'editor'> : never;

/** What became of a change that was to be undone. */
export interface Undone {
  readonly key: string;
  readonly outcome: 'removed' | 'restored' | 'left';
}

/**
 * The user settings of this editor, changed so that each change can be undone: it is written down first, and looked
 * for afterwards. Owner of what is known of this editor's changes.
 */
export class EditorSettings {
  readonly #file: WiringFile;
  readonly #nearby: string | null;
  readonly #editor: Pick<SettingChange, 'editor' | 'name' | 'file'>;
  #changes: readonly SettingChange[] = [];
  #plan: WiringPlan | null = null;

  constructor(context: vscode.ExtensionContext, file: WiringFile) {
    this.#file = file;
    this.#editor = editorOf(context);
    this.#nearby = nearbySettings(context);
  }

  /** Reads what was changed; to be called before anything else, and when another window may have changed more. */
  async load(): Promise<void> {
    const wiring = await this.#file.read();
    this.#changes = changesOf(wiring, this.editor);
    this.#plan = wiring.plans.find(({ editor }) => editor === this.editor) ?? null;
  }

  /** Its name in the file of what was changed. */
  get editor(): string {
    return this.#editor.editor;
  }

  get state(): WiringState {
    return wiringState(this.#changes, userValue);
  }

  /** What a setting had before the first change; undefined where it had nothing or was never changed. */
  before(key: string): JsonValue | undefined {
    const before = this.#changes.find((change) => change.key === key)?.before;
    return before?.kind === 'value' ? before.value : undefined;
  }

  /** The session that the proxy of these settings belongs to; null when they were not changed. */
  get session(): string | null {
    const after = this.#changes.find(({ after: each }) => each.kind === 'proxy')?.after;
    return after?.kind === 'proxy' ? after.session : null;
  }

  /** What was agreed to in this editor and is not done; null where nothing is. */
  get plan(): WiringPlan | null {
    return this.#plan;
  }

  /** Writes down what is to be done, before any of it is. */
  async begin(plan: Unnamed<WiringPlan>): Promise<void> {
    await this.#file.change((wiring) => withPlan(wiring, { ...plan, editor: this.editor }));
    await this.load();
  }

  /** All of it is done. */
  async finish(): Promise<void> {
    await this.#file.change((wiring) => withoutPlan(wiring, this.editor));
    await this.load();
  }

  /** Throws SettingError when the editor does not take the value; then nothing has changed. */
  async set(key: string, value: JsonValue, after: After): Promise<void> {
    const present = userValue(key);
    const before =
      present === undefined ? ({ kind: 'absent' } as const) : ({ kind: 'value', value: present } as const);
    const change: SettingChange = { ...this.#editor, key, before, after };
    await this.#file.change((wiring) => withChange(wiring, change));
    await update(key, value);
    await this.#notePlace(change, value);
    if (JSON.stringify(userValue(key)) !== JSON.stringify(value)) {
      await update(key, present);
      await this.#file.change((wiring) => withoutChange(wiring, change));
      throw new SettingError(key);
    }
    await this.load();
  }

  /** In a browser the settings may lie on this machine all the same, where somebody else can then put them back. */
  async #notePlace(change: SettingChange, value: JsonValue): Promise<void> {
    if (change.file !== null || this.#nearby === null) return;
    const content = await readFile(this.#nearby, 'utf8').catch(() => '');
    const written = (parse(content) as JsonObject | undefined)?.[change.key];
    if (JSON.stringify(written) !== JSON.stringify(value)) return;
    const found = { ...change, file: this.#nearby };
    await this.#file.change((wiring) => withChange(wiring, found));
  }

  /** Puts every setting back that nobody else has set since. */
  async undo(): Promise<readonly Undone[]> {
    await this.load();
    const undone: Undone[] = [];
    for (const change of this.#changes.toReversed()) {
      undone.push({ key: change.key, outcome: await undoOne(change) });
      await this.#file.change((wiring) => withoutChange(wiring, change));
    }
    await this.load();
    return undone;
  }
}

async function undoOne(change: SettingChange): Promise<Undone['outcome']> {
  const undo = undoOf(change, userValue(change.key));
  switch (undo.kind) {
    case 'leave':
      return 'left';
    case 'remove':
      await update(change.key, undefined);
      return 'removed';
    case 'restore':
      await update(change.key, undo.value);
      return 'restored';
  }
}

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

/** Where the settings of an editor lie that keeps them on this machine. */
function nearbySettings({
  globalStorageUri,
}: Pick<vscode.ExtensionContext, 'globalStorageUri'>): string | null {
  if (globalStorageUri.scheme !== 'file') return null;
  return join(globalStorageUri.fsPath, '..', '..', 'settings.json');
}

/** In a browser or a remote window the user settings are on another machine. */
function editorOf({
  globalStorageUri,
}: vscode.ExtensionContext): Pick<SettingChange, 'editor' | 'name' | 'file'> {
  const { appName, uiKind, remoteName } = vscode.env;
  const isHere =
    uiKind === vscode.UIKind.Desktop && remoteName === undefined && globalStorageUri.scheme === 'file';
  const file = isHere ? nearbySettings({ globalStorageUri }) : null;
  const digest = createHash('sha256').update(`${appName}\n${globalStorageUri.toString()}`).digest('hex');
  return { editor: digest.slice(0, 16), name: appName, file };
}
