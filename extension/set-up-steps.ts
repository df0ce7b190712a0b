import { proxySession, type WiringPart } from '../protocol/wiring.ts';
import { PROXY_KEY } from './core/setting-changes.ts';
import type { EditorSettings, Undone, UserSettings } from './editor-settings.ts';
import type { MachineSettings } from './machine-settings.ts';

export const PROXY_SUPPORT_KEY = 'http.proxySupport';

export interface SetUpPorts {
  readonly settings: EditorSettings;
  readonly user: UserSettings;
  readonly machine: MachineSettings | null;
  /** Opens a session that outlives the agent, and gives its proxy URL. */
  readonly openSession: () => Promise<string>;
  readonly closeSession: (id: string) => Promise<void>;
  /** Whether a part is on by what all settings come to. */
  readonly isOn: (key: string) => boolean;
}

/**
 * Makes the changes of the parts that were agreed to. Each is in the journal before it is made, and all of them can be
 * made again: whoever finds them begun does just that, until `settings.finish()`.
 */
export async function makeChanges(parts: readonly WiringPart[], ports: SetUpPorts): Promise<void> {
  const { settings } = ports;
  if (parts.includes('proxy')) await setProxy(ports);
  if (parts.includes('proxy-support'))
    await settings.set(PROXY_SUPPORT_KEY, 'override', { kind: 'value', value: 'override' });
  for (const part of ['git', 'terminals'] as const) await choose(part, parts.includes(part), ports);
}

/** The proxy that is set, on another port: an agent that could not have its own back took another one. */
export async function moveProxy(proxyUrl: string, { settings, machine }: SetUpPorts): Promise<void> {
  const after = { kind: 'proxy', session: proxySession(proxyUrl) ?? '' } as const;
  await settings.set(PROXY_KEY, proxyUrl, after);
  await machine?.set(PROXY_KEY, proxyUrl, after);
}

/**
 * Puts everything back that was changed in this editor. The server's file first: while the key is there the editor
 * writes the user's there as well. It notices that the file has changed a little later.
 */
export async function takeBack(
  { settings, machine }: Pick<SetUpPorts, 'settings' | 'machine'>,
  noticed: () => Promise<void>,
): Promise<readonly Undone[]> {
  await settings.begin({ kind: 'remove' });
  if (machine !== null) {
    await machine.undo();
    await noticed();
  }
  const undone = await settings.undo();
  await settings.finish();
  return undone;
}

async function setProxy(ports: SetUpPorts): Promise<void> {
  const { settings, machine, user } = ports;
  const present = user.value(PROXY_KEY);
  const isOurs = settings.session !== null && proxySession(present) === settings.session;
  const set = isOurs && typeof present === 'string' ? present : null;
  const proxyUrl = set ?? (await newSession(ports));
  const after = { kind: 'proxy', session: proxySession(proxyUrl) ?? '' } as const;
  // The user's first: once the server's file has the key, the editor writes the user's there as well.
  if (set === null) await settings.set(PROXY_KEY, proxyUrl, after);
  await machine?.set(PROXY_KEY, proxyUrl, after);
}

/** A session that was opened for a set-up that was broken off is nobody's. */
async function newSession({ settings, openSession, closeSession }: SetUpPorts): Promise<string> {
  if (settings.session !== null) await closeSession(settings.session);
  return openSession();
}

/** A part that is not wanted is switched off by its setting, which can be undone as the others. */
async function choose(
  part: 'git' | 'terminals',
  isWanted: boolean,
  { settings, isOn }: SetUpPorts,
): Promise<void> {
  const key = `countersign.${part}.enabled`;
  if (isOn(key) !== isWanted) await settings.set(key, isWanted, { kind: 'value', value: isWanted });
}
