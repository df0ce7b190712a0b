import { useId, useState } from 'preact/hooks';
import { type Approval, boundTo } from '../../protocol/approval.ts';
import type { VoteRequest } from '../../protocol/approvals-api.ts';
import type { CallerView } from '../../protocol/panel-view.ts';
import { printable } from '../../protocol/printable.ts';
import { ageWords } from '../../protocol/quorum.ts';
import { type Refusal, refusalOf } from '../client/refusal.ts';
import { type Decision, decisionOf } from '../model/decision.ts';
import { RefusalNotice } from './notice.tsx';
import { Quoted } from './quoted.tsx';
import { useNow } from './use-now.ts';

interface Props {
  readonly approval: Approval;
  readonly me: CallerView;
  /** Rejects with Refusal when it was not taken. */
  readonly onVote: (vote: VoteRequest) => Promise<void>;
  /** Has whoever looks log in again. Rejects with Refusal where nobody can. */
  readonly onLogIn: () => Promise<void>;
}

/** Approve or deny, or why whoever looks cannot. */
export function DecisionForm(props: Props) {
  const decision = decisionOf(props.approval, props.me, useNow());
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

/** Told apart by what is decided: a narrow panel shows several. */
function nameOf({ binding }: Approval): string {
  const { where, what } = boundTo(binding);
  return printable(`Your decision on ${what} of ${where}`);
}

const MAX_REASON = 2000;

type Open = Extract<Decision, { readonly kind: 'open' }>;

function OpenDecision({ approval, onVote, onLogIn, decision }: Props & { readonly decision: Open }) {
  const id = useId();
  const [reason, setReason] = useState('');
  const [missing, setMissing] = useState<VoteRequest['verdict'] | null>(null);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const [isSending, setSending] = useState(false);
  const isStale = decision.wantsLoginOfMs !== null || refusal?.code === 'stale-login';
  const logIn = (): void => {
    onLogIn().catch((error: unknown) => setRefusal(refusalOf(error)));
  };
  const decide = async (verdict: VoteRequest['verdict']): Promise<void> => {
    const needsReason = verdict === 'deny' || decision.approvalNeedsReason;
    setMissing(needsReason && reason.trim() === '' ? verdict : null);
    if (isSending || (needsReason && reason.trim() === '')) return;
    setSending(true);
    setRefusal(null);
    try {
      await onVote({ verdict, reason });
    } catch (error) {
      setRefusal(refusalOf(error));
    }
    setSending(false);
  };
  return (
    <form class="decision" aria-label={nameOf(approval)} onSubmit={(event) => event.preventDefault()}>
      <h2>Your decision</h2>
      {decision.alone.length > 0 && (
        <p class="notice warn">
          You may approve this alone, in an emergency, for: <Quoted text={decision.alone.join(', ')} wrap />.
          Your reason goes on record.
        </p>
      )}
      {decision.mayApprove && decision.wantsLoginOfMs !== null && (
        <p class="notice">
          To approve this, log in again: whoever does has to have logged in at most{' '}
          {ageWords(decision.wantsLoginOfMs)} before.
        </p>
      )}
      {!decision.mayApprove && <p class="notice">You approved this. It waits for others.</p>}
      <label for={`${id}-reason`}>
        Reason ({decision.approvalNeedsReason ? 'required' : 'required for a denial'})
      </label>
      <textarea
        id={`${id}-reason`}
        rows={2}
        maxLength={MAX_REASON}
        value={reason}
        aria-invalid={missing !== null}
        aria-describedby={`${id}-missing`}
        onInput={(event) => setReason(event.currentTarget.value)}
      />
      <p id={`${id}-missing`} class="bad missing" role="alert">
        {missing !== null && `Say why you ${missing} this.`}
      </p>
      {refusal !== null && <RefusalNotice refusal={refusal} />}
      <div class="actions">
        {decision.mayApprove && isStale && <vscode-button onClick={logIn}>Log in again</vscode-button>}
        {decision.mayApprove && !isStale && (
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
