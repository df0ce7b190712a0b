import { readFile } from 'node:fs/promises';
import { parse } from 'jsonc-parser';
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

/** What the user's own settings say, as the editor sees them. */
export interface UserSettings {
  readonly value: (key: string) => JsonValue | undefined;
  /** Undefined takes the key out. That the editor took it is to be looked for. */
  readonly update: (key: string, value: JsonValue | undefined) => Promise<void>;
}

/** Which installation of an editor this is, and where its settings lie. */
export interface EditorPlace extends Pick<SettingChange, 'editor' | 'name' | 'file'> {
  /** Where they may lie all the same when nobody can say so for sure; null where they cannot. */
  readonly nearby: string | null;
}

/**
 * The user settings of this editor, changed so that each change can be undone: it is written down first, and looked
 * for afterwards. Owner of what is known of this editor's changes.
 */
export class EditorSettings {
  readonly #file: WiringFile;
  readonly #nearby: string | null;
  readonly #editor: Pick<SettingChange, 'editor' | 'name' | 'file'>;
  readonly #user: UserSettings;
  #changes: readonly SettingChange[] = [];
  #plan: WiringPlan | null = null;

  constructor({ nearby, ...editor }: EditorPlace, file: WiringFile, user: UserSettings) {
    this.#file = file;
    this.#editor = editor;
    this.#nearby = nearby;
    this.#user = user;
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
    return wiringState(this.#changes, this.#user.value);
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
    const present = this.#user.value(key);
    const before =
      present === undefined ? ({ kind: 'absent' } as const) : ({ kind: 'value', value: present } as const);
    const change: SettingChange = { ...this.#editor, key, before, after };
    await this.#file.change((wiring) => withChange(wiring, change));
    await this.#user.update(key, value);
    await this.#notePlace(change, value);
    if (JSON.stringify(this.#user.value(key)) !== JSON.stringify(value)) {
      await this.#user.update(key, present);
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
      undone.push({ key: change.key, outcome: await this.#undoOne(change) });
      await this.#file.change((wiring) => withoutChange(wiring, change));
    }
    await this.load();
    return undone;
  }

  async #undoOne(change: SettingChange): Promise<Undone['outcome']> {
    const undo = undoOf(change, this.#user.value(change.key));
    switch (undo.kind) {
      case 'leave':
        return 'left';
      case 'remove':
        await this.#user.update(change.key, undefined);
        return 'removed';
      case 'restore':
        await this.#user.update(change.key, undo.value);
        return 'restored';
    }
  }
}
