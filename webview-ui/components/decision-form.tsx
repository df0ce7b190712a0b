import { useState } from 'preact/hooks';
import type { Approval } from '../../protocol/approval.ts';
import type { VoteRequest } from '../../protocol/collector-api.ts';
import type { WebSessionView } from '../../protocol/web-session.ts';
import type { Collector } from '../client/collector.ts';
import { type Refusal, refusalOf } from '../client/refusal.ts';
import { type Decision, decisionOf } from '../model/decision.ts';
import { RefusalNotice } from './notice.tsx';
import { Quoted } from './quoted.tsx';

interface Props {
  readonly approval: Approval;
  readonly me: WebSessionView;
  readonly collector: Collector;
  readonly onDecided: (approvals: readonly Approval[]) => void;
}

/** Approve or deny, or why whoever looks cannot. */
export function DecisionForm(props: Props) {
  const decision = decisionOf(props.approval, props.me);
  switch (decision.kind) {
    case 'over':
      return null;
    case 'own-request':
      return <p class="notice">You asked for this, so somebody else has to decide it.</p>;
    case 'no-reviewer':
      return <p class="notice">You are signed in as {props.me.roles.join(', ')}. Reviewers decide this.</p>;
    case 'no-approver':
      return (
        <p class="notice">
          You are in none of the groups that decide this: <Quoted text={decision.approvers.join(', ')} wrap />
        </p>
      );
    case 'open':
      return <OpenDecision {...props} decision={decision} />;
  }
}

const MAX_REASON = 2000;

type Open = Extract<Decision, { readonly kind: 'open' }>;

function OpenDecision({ approval, collector, onDecided, decision }: Props & { readonly decision: Open }) {
  const [reason, setReason] = useState('');
  const [missing, setMissing] = useState<VoteRequest['verdict'] | null>(null);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const [isSending, setSending] = useState(false);
  const decide = async (verdict: VoteRequest['verdict']): Promise<void> => {
    const needsReason = verdict === 'deny' || decision.approvalNeedsReason;
    setMissing(needsReason && reason.trim() === '' ? verdict : null);
    if (isSending || (needsReason && reason.trim() === '')) return;
    setSending(true);
    setRefusal(null);
    try {
      onDecided([await collector.vote(approval.id, { verdict, reason })]);
    } catch (error) {
      setRefusal(refusalOf(error));
    }
    setSending(false);
  };
  return (
    <form class="decision" aria-labelledby="decide" onSubmit={(event) => event.preventDefault()}>
      <h2 id="decide">Your decision</h2>
      {decision.alone.length > 0 && (
        <p class="notice warn">
          You may approve this alone, in an emergency, for: <Quoted text={decision.alone.join(', ')} wrap />.
          Your reason goes on record.
        </p>
      )}
      {!decision.mayApprove && <p class="notice">You approved this. It waits for others.</p>}
      <label for="reason">
        Reason ({decision.approvalNeedsReason ? 'required' : 'required for a denial'})
      </label>
      <textarea
        id="reason"
        rows={2}
        maxLength={MAX_REASON}
        value={reason}
        aria-invalid={missing !== null}
        aria-describedby="reason-missing"
        onInput={(event) => setReason(event.currentTarget.value)}
      />
      <p id="reason-missing" class="bad" role="alert">
        {missing !== null && `Say why you ${missing} this.`}
      </p>
      {refusal !== null && <RefusalNotice refusal={refusal} />}
      <div class="actions">
        {decision.mayApprove && (
          <vscode-button disabled={isSending} onClick={() => void decide('approve')}>
            Approve
          </vscode-button>
        )}
        <vscode-button secondary disabled={isSending} onClick={() => void decide('deny')}>
          Deny
        </vscode-button>
      </div>
    </form>
  );
}
