import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { undoSettings } from '../../cli/uninstall/undo-settings.ts';
import { EditorSettings, type UserSettings } from '../../extension/editor-settings.ts';
import { MachineSettings } from '../../extension/machine-settings.ts';
import { makeChanges, type SetUpPorts, takeBack } from '../../extension/set-up-steps.ts';
import { WiringFile } from '../../extension/wiring-file.ts';
import type { JsonObject, JsonValue } from '../../protocol/json.ts';
import type { WiringPart } from '../../protocol/wiring.ts';

/** The parts that the tests agree to; the terminals are switched off by that. */
export const AGREED: readonly WiringPart[] = ['proxy', 'proxy-support', 'git'];

/** What the extension does to the settings of an editor and of its server, with both as files and without the editor. */
export interface WiredEditor {
  readonly setUp: () => Promise<void>;
  readonly remove: () => Promise<void>;
  /** What the extension does when it starts: goes on with what was begun. */
  readonly resume: () => Promise<void>;
}

export function userSettingsFile(home: string): string {
  return join(home, 'User', 'settings.json');
}

export function machineSettingsFile(home: string): string {
  return join(home, 'Machine', 'settings.json');
}

export async function openWiredEditor(home: string): Promise<WiredEditor> {
  const wiring = new WiringFile(home);
  const user = await userSettings(userSettingsFile(home));
  const place = { editor: 'e', name: 'Editor', file: null, nearby: userSettingsFile(home) };
  const settings = new EditorSettings(place, wiring, user);
  const server = { editor: 'e-machine', name: 'Editor (its server)', file: machineSettingsFile(home) };
  const machine = new MachineSettings(server, wiring, (editor) => undoSettings(home, editor));
  const ports: SetUpPorts = {
    ...{ settings, user, machine },
    openSession: async () => `http://session-${process.pid}:s3cret@127.0.0.1:7420`,
    closeSession: async () => {},
    isOn: (key) => user.value(key) !== false,
  };
  const noticed = () => Promise.resolve();
  const go = async (parts: readonly WiringPart[]): Promise<void> => {
    await makeChanges(parts, ports);
    await settings.finish();
  };
  await settings.load();
  return {
    async setUp() {
      await settings.begin({ kind: 'set-up', parts: AGREED });
      await go(AGREED);
    },
    async remove() {
      await takeBack(ports, noticed);
    },
    async resume() {
      const { plan } = settings;
      if (plan?.kind === 'set-up') await go(plan.parts);
      if (plan?.kind === 'remove') await takeBack(ports, noticed);
    },
  };
}

/** As an editor keeps them: in memory, and in a file that it replaces. */
async function userSettings(file: string): Promise<UserSettings> {
  await mkdir(join(file, '..'), { recursive: true });
  let kept = existsSync(file) ? (JSON.parse(await readFile(file, 'utf8')) as JsonObject) : {};
  return {
    value: (key) => kept[key],
    async update(key: string, value: JsonValue | undefined) {
      const { [key]: _, ...rest } = kept;
      kept = value === undefined ? rest : { ...rest, [key]: value };
      await writeFile(`${file}.new`, JSON.stringify(kept));
      await rename(`${file}.new`, file);
    },
  };
}
