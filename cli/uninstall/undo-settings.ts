import { readFile, realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'jsonc-parser';
import type { JsonObject } from '../../protocol/json.ts';
import {
  isStillOurs,
  NO_WIRING,
  parseWiring,
  type SettingChange,
  WIRING_FILE,
  type Wiring,
} from '../../protocol/wiring.ts';
import { withoutProperty, withProperty } from './json-text.ts';

/** What became of one thing that was to be undone. `left` is somebody else's by now, `stuck` wants a person. */
export interface Undone {
  readonly what: string;
  readonly outcome: 'undone' | 'left' | 'stuck';
  readonly detail: string;
}

/**
 * Undoes what extensions changed in settings files, newest first, and forgets it; what is stuck stays on the list. Of
 * one editor alone where it is named.
 */
export async function undoSettings(home: string, editor?: string): Promise<readonly Undone[]> {
  const { changes, plans } = await readWiring(home);
  const undone: Undone[] = [];
  const isMeant = (change: SettingChange): boolean => editor === undefined || change.editor === editor;
  const kept = changes.filter((change) => !isMeant(change));
  for (const change of changes.filter(isMeant).toReversed()) {
    const each = await undoOne(change);
    undone.push(each);
    if (each.outcome === 'stuck') kept.push(change);
  }
  const keptPlans = plans.filter((plan) => editor !== undefined && plan.editor !== editor);
  if (undone.length > 0 || keptPlans.length < plans.length)
    await keepWiring(home, { v: 1, changes: kept, plans: keptPlans });
  return undone;
}

async function undoOne(change: SettingChange): Promise<Undone> {
  const { name, key, file, before, after } = change;
  const what = `${key} of ${name}`;
  if (file === null) {
    const detail = `its settings cannot be reached from here: take ${key} out of them by hand, or run "Countersign: Remove Countersign" there`;
    return { what, outcome: 'stuck', detail };
  }
  const text = await readOrNull(file);
  if (text === null) return { what, outcome: 'left', detail: `${file} is gone` };
  const present = (parse(text) as JsonObject | undefined)?.[key];
  if (!isStillOurs(present, after))
    return { what, outcome: 'left', detail: `${file} says something else by now` };
  const put = before.kind === 'absent' ? withoutProperty(text, key) : withProperty(text, key, before.value);
  if (change.created === true && isEmpty(put)) await rm(file);
  else await replace(file, put);
  return { what, outcome: 'undone', detail: file };
}

function isEmpty(text: string): boolean {
  return Object.keys((parse(text) as JsonObject | undefined) ?? {}).length === 0;
}

/** What was changed and agreed to; throws RangeError where that cannot be understood. */
export async function readWiring(home: string): Promise<Wiring> {
  const text = await readOrNull(join(home, WIRING_FILE));
  return text === null ? NO_WIRING : parseWiring(text);
}

/** The list, as it is from now on; it goes with the last entry. */
export async function keepWiring(home: string, wiring: Wiring): Promise<void> {
  const path = join(home, WIRING_FILE);
  if (wiring.changes.length + wiring.plans.length === 0) await rm(path, { force: true });
  else await replace(path, `${JSON.stringify(wiring, null, 2)}\n`);
}

/** All at once, so that no half of it is ever there. A settings file may be a link of somebody's dot files, which stays. */
async function replace(path: string, text: string): Promise<void> {
  const target = await realpath(path).catch(() => path);
  const { mode } = await stat(target).catch(() => ({ mode: 0o600 }));
  await writeFile(`${target}.new`, text, { mode });
  await rename(`${target}.new`, target);
}

async function readOrNull(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8');
  } catch (fault) {
    if (fault instanceof Error && 'code' in fault && fault.code === 'ENOENT') return null;
    throw fault;
  }
}
