import { useCallback } from 'preact/hooks';
import type { Approval } from '../../protocol/approval.ts';
import type { ApprovalReview } from '../../protocol/approvals-api.ts';
import { Answer } from './answer.tsx';
import { Empty } from './notice.tsx';
import { PushDiffView } from './push-diff.tsx';
import { type Answered, useAnswer } from './use-answer.ts';

/** Where what reviewers decide by is had from. Rejects with Refusal. */
export type AskReview = (approval: string, signal: AbortSignal) => Promise<ApprovalReview>;

/** What a reviewer decides by, besides the approval; asked for once. */
export function useReview(approval: string, ask: AskReview): Answered<ApprovalReview> {
  return useAnswer(useCallback((signal: AbortSignal) => ask(approval, signal), [approval, ask]));
}

interface Props {
  readonly answered: Answered<ApprovalReview>;
  readonly approval: Approval;
}

/** The lines of a push, once they have come. */
export function ReviewedLines({ answered, approval: { summary } }: Props) {
  if (summary.kind !== 'push') return null;
  return (
    <Answer what="the lines" answered={answered}>
      {({ diff, isDestroyed }) => {
        if (isDestroyed) return <Empty>The lines were older than they are kept, and are destroyed.</Empty>;
        return diff !== null && <PushDiffView diff={diff} commits={summary.commits} />;
      }}
    </Answer>
  );
}
