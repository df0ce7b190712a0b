import type { WindowEditor } from '../../agent/control/windows.ts';
import { agreedParts } from '../../protocol/wiring.ts';
import { keepWiring, readWiring, type Undone, undoSettings } from '../uninstall/undo-settings.ts';
import type { EditorState } from './running-process.ts';

export interface LastOutPorts {
  readonly home: string;
  /** Windows that follow the agent, and editors that had one. */
  readonly windows: { readonly count: number; readonly editors: readonly WindowEditor[] };
  readonly isInstalled: () => Promise<boolean>;
  readonly stateOf: (editor: WindowEditor) => Promise<EditorState>;
  /** Between two looks: a window that is reloaded has no extensions for a while, and then not ours at once. */
  readonly settle: () => Promise<void>;
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
  const { home, windows } = ports;
  if ((await readWiring(home)).changes.length === 0) return { kind: 'end', undone: [] };
  if (!(await ports.isInstalled())) {
    const undone = [...(await undoSettings(home)), await ports.leaveTrustStore()];
    return ended(undone);
  }
  const left = await editorsWithoutUs(ports);
  if (windows.count > 0) return { kind: 'stay', undone: [] };
  const undone: Undone[] = [];
  for (const { id } of left) undone.push(...(await putBack(home, id)));
  return ended(undone);
}

function ended(undone: readonly Undone[]): LastOut {
  return { kind: undone.some(({ outcome }) => outcome === 'stuck') ? 'stay' : 'end', undone };
}

const MAX_LOOKS = 12;

/**
 * Those that were seen with extensions running twice in a row, a pause apart, and had no window of ours all the while.
 * An editor that runs without any is looked at for a while: it may be starting them.
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
    const isOver = states.every((state) => state === 'gone') || looks === MAX_LOOKS;
    if (again.length > 0 || isOver) return again;
    before = running;
    await settle();
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
