import type { JsonValue } from '../../protocol/json.ts';
import { isStillOurs, type SettingChange, type Wiring, type WiringPlan } from '../../protocol/wiring.ts';
import type { WiringState } from './protection.ts';

/** The changes that an editor's extension made, oldest first. */
export function changesOf(wiring: Wiring, editor: string): readonly SettingChange[] {
  return wiring.changes.filter((change) => change.editor === editor);
}

/**
 * The wiring with one more change. A setting that was changed before keeps what was there at first: that is what an
 * undo goes back to, whether its file had to be made for it included.
 */
export function withChange(wiring: Wiring, change: SettingChange): Wiring {
  const isSame = ({ editor, key }: SettingChange): boolean => editor === change.editor && key === change.key;
  const first = wiring.changes.find(isSame);
  const kept = wiring.changes.filter((each) => !isSame(each));
  const created = first === undefined ? change.created : first.created;
  const { created: _, ...rest } = { ...change, before: first?.before ?? change.before };
  const next: SettingChange = created === undefined ? rest : { ...rest, created };
  return { ...wiring, changes: [...kept, next] };
}

export function withoutChange(wiring: Wiring, { editor, key }: SettingChange): Wiring {
  const isOther = (each: SettingChange): boolean => each.editor !== editor || each.key !== key;
  return { ...wiring, changes: wiring.changes.filter(isOther) };
}

/** The wiring with this as what is to be done in the editor. */
export function withPlan(wiring: Wiring, plan: WiringPlan): Wiring {
  return { ...wiring, plans: [...withoutPlan(wiring, plan.editor).plans, plan] };
}

export function withoutPlan(wiring: Wiring, editor: string): Wiring {
  return { ...wiring, plans: wiring.plans.filter((plan) => plan.editor !== editor) };
}

/** What to do about a setting to undo its change. */
export type Undo =
  | { readonly kind: 'remove' }
  | { readonly kind: 'restore'; readonly value: JsonValue }
  /** Somebody has set it since. */
  | { readonly kind: 'leave' };

export function undoOf({ before, after }: SettingChange, present: JsonValue | undefined): Undo {
  if (!isStillOurs(present, after)) return { kind: 'leave' };
  return before.kind === 'absent' ? { kind: 'remove' } : { kind: 'restore', value: before.value };
}

/** How an editor is wired, by what was changed and what its settings say now. */
export function wiringState(
  changes: readonly SettingChange[],
  present: (key: string) => JsonValue | undefined,
): WiringState {
  if (!changes.some(({ key }) => key === PROXY_KEY)) return { kind: 'none' };
  const changed = changes.find(({ key, after }) => !isStillOurs(present(key), after));
  return changed === undefined ? { kind: 'applied' } : { kind: 'changed', what: changed.key };
}

export const PROXY_KEY = 'http.proxy';
