import { type Approval, type ApprovalState, boundTo } from '../../../protocol/approval.ts';
import { printablePrefix } from '../../../protocol/printable.ts';
import type { Change } from '../../approval/machine.ts';

/** Something that happened to an approval, for people who are not looking. It holds nothing of what would change. */
export interface News {
  /** Of the event: the same however often it is told. */
  readonly id: string;
  readonly at: string;
  readonly type: 'approval.requested' | 'approval.granted' | 'approval.denied' | 'approval.ended';
  readonly approval: string;
  /** Page of the approval. */
  readonly link: string;
  readonly requester: string;
  readonly where: string;
  readonly what: string;
  /** Why it is asked for, in the rules' words. */
  readonly reasons: readonly string[];
  /** Groups and people who may decide. */
  readonly approvers: readonly string[];
}

/** One line of somebody else's text. */
const MAX_TEXT = 200;
const MAX_REASONS = 5;
const MAX_APPROVERS = 20;

/** An event in the history of an approval, and the approval as it is by now. */
export interface ApprovalEvent {
  readonly id: number;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly change: Change['kind'] | 'ask';
  /** After it. */
  readonly state: ApprovalState['kind'];
  readonly approval: Approval;
}

/** `base` is the address of the pages. Null: of this event nobody is told. */
export function newsOf({ id, at, ...event }: ApprovalEvent, base: string): News | null {
  const type = typeOf(event);
  if (type === null) return null;
  const { approval } = event;
  const { binding, requirements } = approval;
  const { where, what } = boundTo(binding);
  return {
    id: `approval-event-${id}`,
    at: new Date(at).toISOString(),
    type,
    approval: approval.id,
    link: `${base}/approvals/${approval.id}`,
    requester: short(binding.requester),
    where: short(where),
    what: short(what),
    reasons: requirements.slice(0, MAX_REASONS).map(({ message }) => short(message)),
    approvers: [...new Set(requirements.flatMap(({ approvers }) => approvers))]
      .slice(0, MAX_APPROVERS)
      .map(short),
  };
}

export function sentence({ type, requester, what, where }: News): string {
  return `${VERBS[type]}: ${what} on ${where}, asked by ${requester}`;
}

const VERBS: Readonly<Record<News['type'], string>> = {
  'approval.requested': 'Waits for approval',
  'approval.granted': 'Approved',
  'approval.denied': 'Denied',
  'approval.ended': 'Ended without a decision',
};

function typeOf({ change, state, approval }: Omit<ApprovalEvent, 'id' | 'at'>): News['type'] | null {
  // Nobody need look at what was decided before they were told.
  if (change === 'ask') return approval.state.kind === 'pending' ? 'approval.requested' : null;
  switch (state) {
    case 'granted':
      return 'approval.granted';
    case 'denied':
      return 'approval.denied';
    case 'expired':
    case 'cancelled':
      return 'approval.ended';
    case 'pending':
    case 'claimed':
    case 'spent':
      return null;
  }
}

function short(text: string): string {
  return printablePrefix(text, MAX_TEXT);
}
