import { PANEL_SECTIONS, type PanelSection } from '../../protocol/panel.ts';

/** Where somebody was in the panel. The editor keeps it over a reload, on disk: it holds ids and nothing secret. */
export interface ViewState {
  readonly section: PanelSection;
  /** What is unfolded, by key. */
  readonly open: readonly string[];
}

export const FIRST_VIEW: ViewState = { section: 'approvals', open: [] };

const MAX_OPEN = 100;

/** The state as it was kept; the first one where that is none. */
export function viewStateIn(kept: unknown): ViewState {
  if (typeof kept !== 'object' || kept === null || !('section' in kept) || !('open' in kept))
    return FIRST_VIEW;
  const section = PANEL_SECTIONS.find((each) => each === kept.section);
  if (section === undefined || !Array.isArray(kept.open)) return FIRST_VIEW;
  const open = kept.open.filter((key): key is string => typeof key === 'string');
  return { section, open: open.slice(-MAX_OPEN) };
}

export function withOpen(state: ViewState, key: string, isOpen: boolean): ViewState {
  const others = state.open.filter((each) => each !== key);
  return { ...state, open: (isOpen ? [...others, key] : others).slice(-MAX_OPEN) };
}
