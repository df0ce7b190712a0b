import type { Known, PanelConnection, PanelInbox, PanelSlice } from '../../protocol/panel.ts';
import type {
  ActivityAnswer,
  HoldsAnswer,
  InboxAnswer,
  MaskedAnswer,
  PolicyView,
} from '../../protocol/panel-view.ts';

/** All that the panel shows, as far as it has been told. */
export interface PanelModel {
  readonly connection: PanelConnection;
  readonly holds: Loaded<HoldsAnswer>;
  readonly inbox: LoadedInbox;
  readonly masked: Loaded<MaskedAnswer>;
  readonly activity: Loaded<ActivityAnswer>;
  readonly policy: Loaded<PolicyView>;
}

export type Loaded<T> =
  | { readonly kind: 'loading' }
  /** `fault`: why nothing newer is known; null when this is the newest. */
  | { readonly kind: 'known'; readonly value: T; readonly fault: Fault | null }
  | { readonly kind: 'failed'; readonly fault: Fault };

export type LoadedInbox = Loaded<InboxAnswer> | { readonly kind: 'signed-out' };

export interface Fault {
  readonly message: string;
  readonly hint: string;
}

const LOADING = { kind: 'loading' } as const;

export const EMPTY_PANEL: PanelModel = {
  connection: { kind: 'starting' },
  holds: LOADING,
  inbox: LOADING,
  masked: LOADING,
  activity: LOADING,
  policy: LOADING,
};

/** The model once this slice was heard. What is known stays, with the fault beside it, when a later answer fails. */
export function withSlice(model: PanelModel, slice: PanelSlice): PanelModel {
  switch (slice.part) {
    case 'connection':
      return { ...model, connection: slice.value };
    case 'holds':
      return { ...model, holds: loaded(model.holds, slice.value) };
    case 'inbox':
      return { ...model, inbox: loadedInbox(model.inbox, slice.value) };
    case 'masked':
      return { ...model, masked: loaded(model.masked, slice.value) };
    case 'activity':
      return { ...model, activity: loaded(model.activity, slice.value) };
    case 'policy':
      return { ...model, policy: loaded(model.policy, slice.value) };
  }
}

/** How many things wait for this person: the inbox. What they asked themselves waits for others. */
export function toDecide({ inbox }: PanelModel): number {
  return inbox.kind === 'known' ? inbox.value.approvals.length : 0;
}

export function waitingHolds({ holds }: PanelModel): number {
  return holds.kind === 'known' ? holds.value.holds.filter(({ end }) => end === null).length : 0;
}

function loaded<T>(before: Loaded<T>, heard: Known<T>): Loaded<T> {
  if (heard.kind === 'known') return { kind: 'known', value: heard.value, fault: null };
  const fault = { message: heard.message, hint: heard.hint };
  return before.kind === 'known' ? { ...before, fault } : { kind: 'failed', fault };
}

function loadedInbox(before: LoadedInbox, heard: PanelInbox): LoadedInbox {
  if (heard.kind === 'signed-out') return heard;
  return loaded(before.kind === 'signed-out' ? LOADING : before, heard);
}
