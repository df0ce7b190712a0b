import type { WindowEditor } from '../../agent/control/windows.ts';
import { agreedParts, type SettingChange } from '../../protocol/wiring.ts';
import { keepWiring, readWiring, type Undone, undoSettings } from '../uninstall/undo-settings.ts';
import type { EditorState } from './running-process.ts';

export interface LastOutPorts {
  readonly home: string;
  /** Windows that follow the agent, and editors that had one. */
  readonly windows: { readonly count: number; readonly editors: readonly WindowEditor[] };
  /** By the settings files that the extension changed, beside which an editor lists what is installed. */
  readonly isInstalled: (settingsFiles: readonly string[]) => Promise<boolean>;
  /** Whether the editor of this settings file has been told not to run the extension. */
  readonly isDisabled: (settingsFile: string) => boolean;
  readonly stateOf: (editor: WindowEditor) => Promise<EditorState>;
  /** Processes of running extensions whose settings are not read again while they run. */
  readonly hostsOf: (editor: WindowEditor) => Promise<readonly number[]>;
  /**
   * Between two looks, the longer the more there were: a window that is reloaded has no extensions for a while, and
   * then not ours at once.
   */
  readonly settle: (looks: number) => Promise<void>;
  /** Takes our certificate out of the system's trust store. */
  readonly leaveTrustStore: () => Promise<Undone>;
}

/**
 * What an agent without windows does. `end`: nobody needs it any more. `stay`: somebody does, be it a setting that
 * leads here and cannot be reached from here.
 */
export type LastOut =
  | { readonly kind: 'end'; readonly undone: readonly Undone[] }
  | { readonly kind: 'stay'; readonly undone: readonly Undone[] };

/**
 * Looks whether an editor goes on without our extension, since that was uninstalled or disabled. Its settings would lead
 * nowhere once the agent ends, so they are put back. A disabled one's person has agreed to what was changed: it is
 * done anew when the extension comes back. An editor that was closed keeps its settings.
 */
export async function lastOut(ports: LastOutPorts): Promise<LastOut> {
  const { home } = ports;
  const { changes } = await readWiring(home);
  if (changes.length === 0) return { kind: 'end', undone: [] };
  const files = changes.flatMap(({ file }) => (file === null ? [] : [file]));
  if (!(await ports.isInstalled(files))) {
    const settings = await undoSettings(home);
    const trust = await ports.leaveTrustStore();
    return { ...(await ended(ports, settings)), undone: [...settings, trust] };
  }
  const left = new Set((await editorsWithoutUs(ports)).map(({ id }) => id));
  if (ports.windows.count === 0) for (const id of disabledIn(changes, ports)) left.add(id);
  const undone: Undone[] = [];
  for (const id of left) undone.push(...(await putBack(home, id)));
  return ended(ports, undone);
}

/** A setting that is stuck leads here for good, and a window that reads its settings once does for a while. */
async function ended(ports: LastOutPorts, undone: readonly Undone[]): Promise<LastOut> {
  if (undone.some(({ outcome }) => outcome === 'stuck')) return { kind: 'stay', undone };
  if (undone.length > 0) await untilReadAnew(ports);
  return { kind: ports.windows.count === 0 ? 'end' : 'stay', undone };
}

async function untilReadAnew({ windows, hostsOf, settle }: LastOutPorts): Promise<void> {
  const present = async () => (await Promise.all(windows.editors.map(hostsOf))).flat();
  const old = new Set(await present());
  while (windows.count === 0 && (await present()).some((host) => old.has(host))) await settle(1);
}

/** Those whose person disabled the extension: also when the editor was closed before anybody could see it run without. */
function disabledIn(changes: readonly SettingChange[], { isDisabled }: LastOutPorts): readonly string[] {
  return changes.flatMap(({ editor, file }) => (file !== null && isDisabled(file) ? [editor] : []));
}

/**
 * Those that were seen with extensions running twice in a row, a pause apart, and had no window of ours all the while.
 * An editor that runs without any is looked at for as long as it does: whenever it starts them again, ours may not be
 * among them.
 */
async function editorsWithoutUs({
  windows,
  stateOf,
  settle,
}: LastOutPorts): Promise<readonly WindowEditor[]> {
  let before: readonly WindowEditor[] = [];
  for (let looks = 1; windows.count === 0; looks += 1) {
    const states = await Promise.all(windows.editors.map(stateOf));
    const running = windows.editors.filter((_, at) => states[at] === 'running');
    const again = running.filter(({ id }) => before.some((each) => each.id === id));
    if (again.length > 0 || states.every((state) => state === 'gone')) return again;
    before = running;
    await settle(running.length > 0 ? 1 : looks);
  }
  return [];
}

/** Settings of its server are an entry of their own (extension/machine-settings.ts). */
async function putBack(home: string, editor: string): Promise<readonly Undone[]> {
  const { changes } = await readWiring(home);
  const own = changes.filter((change) => change.editor === editor);
  const undone = [...(await undoSettings(home, `${editor}-machine`)), ...(await undoSettings(home, editor))];
  if (own.length === 0) return undone;
  const wiring = await readWiring(home);
  const plan = { kind: 'set-up', editor, parts: agreedParts(own) } as const;
  await keepWiring(home, { ...wiring, plans: [...wiring.plans, plan] });
  return undone;
}
