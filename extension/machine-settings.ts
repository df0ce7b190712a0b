import { mkdir, readFile, realpath, rename, stat, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { parse } from 'jsonc-parser';
import type { JsonObject, JsonValue } from '../protocol/json.ts';
import type { After, SettingChange } from '../protocol/wiring.ts';
import { withChange } from './core/setting-changes.ts';
import { withSetting } from './settings-text.ts';
import type { WiringFile } from './wiring-file.ts';

export interface MachinePlace extends Pick<SettingChange, 'editor' | 'name'> {
  readonly file: string;
}

/**
 * The machine settings of the server behind a remote or browser window. Its own requests, sign-in among them, go by
 * these, while the extension host goes by the user's. The editor's API cannot choose between the two, so the file is
 * edited.
 */
export class MachineSettings {
  readonly #place: MachinePlace;
  readonly #wiring: WiringFile;
  readonly #putBack: (editor: string) => Promise<unknown>;

  /** `putBack` undoes what the journal says of an editor, whatever wrote the file in the meantime. */
  constructor(place: MachinePlace, wiring: WiringFile, putBack: (editor: string) => Promise<unknown>) {
    this.#place = place;
    this.#wiring = wiring;
    this.#putBack = putBack;
  }

  async set(key: string, value: JsonValue, after: After): Promise<void> {
    const text = await this.#text();
    const present = (parse(text ?? '{}') as JsonObject | undefined)?.[key];
    const before =
      present === undefined ? ({ kind: 'absent' } as const) : ({ kind: 'value', value: present } as const);
    const change: SettingChange = {
      ...this.#place,
      ...{ created: text === null, key, before, after },
    };
    await this.#wiring.change((wiring) => withChange(wiring, change));
    await this.#write(withSetting(text ?? '{}', key, value));
  }

  /** Puts the file back; whatever the editor wrote there while it was being put back included. */
  async undo(): Promise<void> {
    await this.#putBack(this.#place.editor);
  }

  /** All at once: half a file would be none, and what else stood in it lost. */
  async #write(text: string): Promise<void> {
    const { file } = this.#place;
    await mkdir(dirname(file), { recursive: true });
    const target = await realpath(file).catch(() => file);
    const { mode } = await stat(target).catch(() => ({ mode: 0o600 }));
    const draft = `${target}.countersign`;
    await writeFile(draft, text, { mode });
    await rename(draft, target);
  }

  async #text(): Promise<string | null> {
    try {
      return await readFile(this.#place.file, 'utf8');
    } catch (fault) {
      if (fault instanceof Error && 'code' in fault && fault.code === 'ENOENT') return null;
      throw fault;
    }
  }
}
