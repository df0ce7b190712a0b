import type { WindowEditor } from '../../agent/control/windows.ts';
import { agreedParts } from '../../protocol/wiring.ts';
import { keepWiring, readWiring, type Undone, undoSettings } from '../uninstall/undo-settings.ts';

export interface LastOutPorts {
  readonly home: string;
  /** Windows that follow the agent, and editors that had one. */
  readonly windows: { readonly count: number; readonly editors: readonly WindowEditor[] };
  readonly isInstalled: () => Promise<boolean>;
  /** Whether this editor has extensions running. */
  readonly runsExtensions: (editor: WindowEditor) => Promise<boolean>;
  /** How long an editor may take to bring our extension up: a window that is reloaded has none for a while. */
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

/** Seen twice, so that a window which is being reloaded is not taken for one without us. */
async function editorsWithoutUs({
  windows,
  runsExtensions,
  settle,
}: LastOutPorts): Promise<readonly WindowEditor[]> {
  const seen = await running(windows.editors, runsExtensions);
  if (seen.length === 0) return [];
  await settle();
  return running(seen, runsExtensions);
}

async function running(
  editors: readonly WindowEditor[],
  runsExtensions: LastOutPorts['runsExtensions'],
): Promise<readonly WindowEditor[]> {
  const runs = await Promise.all(editors.map(runsExtensions));
  return editors.filter((_, at) => runs[at]);
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
