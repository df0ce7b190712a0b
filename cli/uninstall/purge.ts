import { readdir, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { resolve } from 'node:path';
import type { Undone } from './undo-settings.ts';

/** What lies in a COUNTERSIGN_HOME; a folder with none of it is not taken for one. */
const OURS = ['agent', 'ca', 'collector', 'playground', 'policy.yaml'];

/** Deletes all state: keys, journal, policy. */
export async function purge(home: string): Promise<Undone> {
  const what = home;
  const names = await readdir(home).catch(() => null);
  if (names === null) return { what, outcome: 'left', detail: 'there is no such folder' };
  const isOurs = names.some((name) => OURS.includes(name));
  if (!isOurs || [resolve('/'), homedir()].includes(resolve(home))) {
    return { what, outcome: 'stuck', detail: 'it does not look like a folder of ours: delete it by hand' };
  }
  await rm(home, { recursive: true });
  return { what, outcome: 'undone', detail: 'deleted, with keys, journal and policy' };
}
