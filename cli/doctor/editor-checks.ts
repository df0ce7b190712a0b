import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'jsonc-parser';
import type { JsonObject } from '../../protocol/json.ts';
import { isStillOurs, parseWiring, type SettingChange, WIRING_FILE } from '../../protocol/wiring.ts';
import { type Check, failed, ok, skipped } from './check.ts';

/** Whether editors that were set up still go through the agent, by their settings files. */
export async function editorChecks(home: string, port: number): Promise<readonly Check[]> {
  const text = await readOrNull(join(home, WIRING_FILE));
  if (text === null) return [];
  return Promise.all(parseWiring(text).changes.map((change) => editorCheck(change, port)));
}

async function editorCheck(change: SettingChange, port: number): Promise<Check> {
  const { name, key, file, after } = change;
  const told = { id: `editor-${key}`, title: `${name}: ${key} leads through the agent` };
  if (file === null) return skipped(told, 'its settings are in a browser: run the doctor there');
  const text = await readOrNull(file);
  const value = text === null ? undefined : (parse(text) as JsonObject | undefined)?.[key];
  const mend = 'run "Countersign: Set Up Protection" in the editor';
  if (!isStillOurs(value, after)) return failed(told, `${file} says something else`, mend);
  const isOnPort =
    typeof value !== 'string' || after.kind !== 'proxy' || new URL(value).port === String(port);
  return isOnPort ? ok(told, file) : failed(told, `${file} names another port than ${port}`, mend);
}

async function readOrNull(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8');
  } catch (fault) {
    if (fault instanceof Error && 'code' in fault && fault.code === 'ENOENT') return null;
    throw fault;
  }
}
