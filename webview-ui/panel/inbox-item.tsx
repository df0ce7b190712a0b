import { useMemo } from 'preact/hooks';
import { type Approval, boundTo } from '../../protocol/approval.ts';
import type { CallerView } from '../../protocol/panel-view.ts';
import { Refusal } from '../client/refusal.ts';
import { DecisionForm } from '../components/decision-form.tsx';
import { Quoted } from '../components/quoted.tsx';
import { type AskReview, ReviewedLines, useReview } from '../components/review-content.tsx';
import { shortRef } from '../model/turn-words.ts';
import { extentOf } from '../model/words.ts';
import { Ago } from './ago.tsx';
import { Content } from './content.tsx';
import { Fold, type Folds } from './fold.tsx';
import type { Host } from './host.ts';

interface Props {
  readonly approval: Approval;
  readonly me: CallerView;
  readonly host: Host;
  readonly folds: Folds;
}

/** Something that somebody else asks for: who, what, why, what would change, and the decision. */
export function InboxItem({ approval, me, host, folds }: Props) {
  const { id, binding, summary, requirements, askedAt } = approval;
  const { where, what } = boundTo(binding);
  const head = (
    <>
      <span class="card-head">
        <strong>
          <Quoted text={shortRef(what)} />
        </strong>
        <span class="dim">
          <Ago at={askedAt} />
        </span>
      </span>
      <span class="card-line dim">
        <Quoted text={where} />
      </span>
      <span class="card-line">
        <Quoted text={`${binding.requester} (${summary.actor}, ${summary.program})`} />
      </span>
      <span class="card-line">{extentOf(approval)}</span>
    </>
  );
  return (
    <li class="card">
      <Fold id={`approval ${id}`} folds={folds} head={head} class="wide">
        {requirements.map(({ rule, message }) => (
          <p class="why" key={rule.id}>
            <Quoted text={message} wrap />{' '}
            <span class="dim">
              rule <Quoted text={rule.id} wrap />
            </span>
          </p>
        ))}
        {summary.kind === 'push' && summary.forced && (
          <p class="notice warn">Forced: commits are taken out of the history.</p>
        )}
        <Content approval={approval} />
        <Lines approval={approval} host={host} />
        <DecisionForm
          approval={approval}
          me={me}
          onLogIn={async () => host.command('log-in-again')}
          onVote={async (vote) => void (await host.ask({ kind: 'vote', approval: id, vote }))}
        />
      </Fold>
    </li>
  );
}

function Lines({ approval, host }: Pick<Props, 'approval' | 'host'>) {
  const ask = useMemo(() => askThrough(host), [host]);
  return <ReviewedLines answered={useReview(approval.id, ask)} approval={approval} />;
}

function askThrough(host: Host): AskReview {
  return async (approval) => {
    const answer = await host.ask({ kind: 'review', approval });
    if (answer.kind !== 'review') throw new Refusal('internal', 'the lines did not come', '');
    return answer.review;
  };
}
