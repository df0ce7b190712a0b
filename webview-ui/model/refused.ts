import type { ActivityAnswer, Turn, TurnState } from '../../protocol/panel-view.ts';

export interface RefusedTurn {
  readonly turn: Turn;
  readonly why: Extract<TurnState, { readonly kind: 'refused' }>;
}

/** What was refused, in any session, the newest first. */
export function refusedIn({ sessions }: ActivityAnswer): readonly RefusedTurn[] {
  return sessions
    .flatMap(({ turns }) => turns)
    .flatMap((turn) => (turn.state.kind === 'refused' ? [{ turn, why: turn.state }] : []))
    .sort((one, other) => (one.why.at < other.why.at ? 1 : -1));
}
