import type { Approval, ApprovalChange, ApprovalState } from '../../protocol/approval.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** A length of time as people say it: `40 s`, `5 min`, `3 h 20 min`, `2 d 4 h`. */
export function durationWords(ms: number): string {
  if (ms < MINUTE) return `${Math.max(0, Math.floor(ms / SECOND))} s`;
  if (ms < HOUR) return `${Math.floor(ms / MINUTE)} min`;
  if (ms < DAY) return withRest(Math.floor(ms / HOUR), 'h', [Math.floor((ms % HOUR) / MINUTE), 'min']);
  return withRest(Math.floor(ms / DAY), 'd', [Math.floor((ms % DAY) / HOUR), 'h']);
}

export function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}

/** How much is asked for, in few words. */
export function extentOf({ summary }: Approval): string {
  if (summary.kind === 'request') return `${summary.what}, ${counted(summary.chars, 'character')}`;
  const { change, forced, commitCount, changeCount } = summary;
  return `${forced ? 'forced ' : ''}${change}, ${counted(commitCount, 'commit')}, ${counted(changeCount, 'change')}`;
}

/** What a reviewer has to look at twice in a change. */
export function marksOf({ opaque, terms }: ApprovalChange): readonly string[] {
  const marks = opaque === null ? [] : [`opaque: ${opaque}`];
  return [...marks, ...terms.map((term) => `contains “${term}”`)];
}

export function stateWords(state: ApprovalState): string {
  switch (state.kind) {
    case 'pending':
      return 'Waiting for a decision.';
    case 'granted':
      return `Approved. It may be used once, until ${state.validUntil}.`;
    case 'denied':
      return `Denied by ${state.by}: ${state.reason}`;
    case 'claimed':
      return 'Approved, and being carried out.';
    case 'spent':
      return 'Approved and used. It cannot be used again.';
    case 'expired':
      return 'Expired: its time ran out. Whoever needs it has to ask again.';
    case 'cancelled':
      return 'Withdrawn by whoever asked, or revoked.';
  }
}

function withRest(whole: number, unit: string, [rest, restUnit]: readonly [number, string]): string {
  return rest === 0 ? `${whole} ${unit}` : `${whole} ${unit} ${rest} ${restUnit}`;
}
