import type { ApprovalState } from '../../protocol/approval.ts';

const WORDS: Readonly<Record<ApprovalState['kind'], string>> = {
  pending: 'waiting',
  granted: 'approved',
  denied: 'denied',
  claimed: 'in use',
  spent: 'used',
  expired: 'expired',
  cancelled: 'withdrawn',
};

export function StateBadge({ state }: { readonly state: ApprovalState }) {
  return <vscode-badge class={`state ${state.kind}`}>{WORDS[state.kind]}</vscode-badge>;
}
