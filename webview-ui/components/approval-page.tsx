import { useEffect, useState } from 'preact/hooks';
import type { Approval } from '../../protocol/approval.ts';
import type { WebSessionView } from '../../protocol/web-session.ts';
import type { Collector } from '../client/collector.ts';
import { type Refusal, refusalOf } from '../client/refusal.ts';
import { logInAgain } from '../client/way-back.ts';
import { stateWords } from '../model/words.ts';
import { ApprovalFacts } from './approval-facts.tsx';
import { DecisionForm } from './decision-form.tsx';
import { EarlierDecisions } from './earlier-decisions.tsx';
import { Link } from './link.tsx';
import { Loading, RefusalNotice } from './notice.tsx';
import { PushContent } from './push-content.tsx';
import { Quoted } from './quoted.tsx';
import { RequestContent } from './request-content.tsx';
import { ReviewedLines, useReview } from './review-content.tsx';
import { RevocationState } from './revocation-state.tsx';
import { StateBadge } from './state-badge.tsx';
import type { LiveInbox } from './use-inbox.ts';

interface Props {
  readonly id: string;
  readonly me: WebSessionView;
  readonly collector: Collector;
  readonly live: LiveInbox;
}

/** Everything that a reviewer decides on, and the decision. */
export function ApprovalPage({ id, me, collector, live }: Props) {
  const { approval, refusal } = useApproval(id, collector, live);
  return (
    <>
      <p class="back">
        <Link to={{ kind: 'approvals' }}>← Approvals</Link>
      </p>
      <h1 tabIndex={-1}>{approval === null ? 'Approval' : <Quoted text={titleOf(approval)} wrap />}</h1>
      {refusal !== null && approval === null && <RefusalNotice refusal={refusal} />}
      {refusal === null && approval === null && <Loading what="the approval" />}
      {approval !== null && (
        <>
          <p class="state-line" aria-live="polite">
            <StateBadge state={approval.state} /> <Quoted text={stateWords(approval.state)} wrap />
          </p>
          {mayBeRevoked(approval) && (
            <RevocationState kind="approval" target={id} roles={me.roles} collector={collector} />
          )}
          <ApprovalFacts approval={approval} isAuditor={me.roles.includes('auditor')} />
          <DecisionForm
            key={id}
            approval={approval}
            me={me}
            onLogIn={logInAgain}
            onVote={async (vote) => live.hear([await collector.vote(id, vote)])}
          />
          {approval.summary.kind === 'push' ? (
            <PushContent summary={approval.summary} />
          ) : (
            <RequestContent summary={approval.summary} action={approval.binding.action} />
          )}
          {me.roles.includes('reviewer') && <ForReviewers approval={approval} collector={collector} />}
        </>
      )}
    </>
  );
}

/** What reviewers alone are shown. */
function ForReviewers({ approval, collector }: { readonly approval: Approval } & Pick<Props, 'collector'>) {
  const answered = useReview(approval.id, collector.review);
  return (
    <>
      {approval.summary.kind === 'push' && <h2>Lines</h2>}
      <ReviewedLines answered={answered} approval={approval} />
      {answered.kind === 'known' && (
        <>
          <h2>Earlier {approval.summary.kind === 'push' ? 'on this ref' : 'requests like this'}</h2>
          <EarlierDecisions earlier={answered.value.earlier} />
        </>
      )}
    </>
  );
}

/** What has not been used yet, and may be still. */
function mayBeRevoked({ state }: Approval): boolean {
  return state.kind === 'pending' || state.kind === 'granted';
}

function titleOf({ binding, summary }: Approval): string {
  if (binding.action === 'git.push') return `Push to ${binding.ref}`;
  return summary.kind === 'request' ? `${binding.action}: ${summary.what}` : binding.action;
}

/** The one of the inbox, or, where it is older than what the inbox holds, as the collector has it. */
function useApproval(id: string, collector: Collector, { inbox, hear }: LiveInbox) {
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const approval = inbox.get(id) ?? null;
  const isKnown = approval !== null;
  useEffect(() => {
    if (isKnown) return undefined;
    const stop = new AbortController();
    setRefusal(null);
    collector.approval(id, stop.signal).then(
      (found) => hear([found]),
      (error: unknown) => {
        if (!stop.signal.aborted) setRefusal(refusalOf(error));
      },
    );
    return () => stop.abort();
  }, [id, isKnown, collector, hear]);
  return { approval, refusal };
}
