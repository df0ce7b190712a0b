import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { applyEdits, modify, parse } from 'jsonc-parser';
import * as vscode from 'vscode';
import type { JsonObject, JsonValue } from '../protocol/json.ts';
import type { After, SettingChange } from '../protocol/wiring.ts';
import { withChange } from './core/setting-changes.ts';
import { askCommand, type ShippedCommand } from './shipped-command.ts';
import type { WiringFile } from './wiring-file.ts';

/**
 * The machine settings of the server behind a remote or browser window. Its own requests, sign-in among them, go by
 * these, while the extension host goes by the user's. The editor's API cannot choose between the two, so the file is
 * edited; null where the window has no server.
 */
export class MachineSettings {
  readonly #file: string;
  readonly #editor: Pick<SettingChange, 'editor' | 'name'>;
  readonly #wiring: WiringFile;

  private constructor(file: string, editor: Pick<SettingChange, 'editor' | 'name'>, wiring: WiringFile) {
    this.#file = file;
    this.#editor = editor;
    this.#wiring = wiring;
  }

  static of(
    { globalStorageUri }: vscode.ExtensionContext,
    editor: string,
    wiring: WiringFile,
  ): MachineSettings | null {
    const hasServer = vscode.env.remoteName !== undefined || vscode.env.uiKind === vscode.UIKind.Web;
    if (!hasServer || globalStorageUri.scheme !== 'file') return null;
    const file = join(globalStorageUri.fsPath, '..', '..', '..', 'Machine', 'settings.json');
    const name = `${vscode.env.appName} (its server)`;
    return new MachineSettings(file, { editor: `${editor}-machine`, name }, wiring);
  }

  async set(key: string, value: JsonValue, after: After): Promise<void> {
    const text = await this.#text();
    const present = (parse(text ?? '{}') as JsonObject | undefined)?.[key];
    const before =
      present === undefined ? ({ kind: 'absent' } as const) : ({ kind: 'value', value: present } as const);
    const change: SettingChange = {
      ...this.#editor,
      ...{ file: this.#file, created: text === null, key, before, after },
    };
    await this.#wiring.change((wiring) => withChange(wiring, change));
    await mkdir(dirname(this.#file), { recursive: true });
    const formattingOptions = { insertSpaces: true, tabSize: 4 };
    const content = text ?? '{}';
    await writeFile(this.#file, applyEdits(content, modify(content, [key], value, { formattingOptions })));
  }

  /** Puts the file back; whatever the editor wrote there while it was being put back included. */
  async undo(command: ShippedCommand): Promise<void> {
    await askCommand(command, ['undo-settings', this.#editor.editor]);
  }

  async #text(): Promise<string | null> {
    try {
      return await readFile(this.#file, 'utf8');
    } catch (fault) {
      if (fault instanceof Error && 'code' in fault && fault.code === 'ENOENT') return null;
      throw fault;
    }
  }
}
