import { useEffect, useState } from 'preact/hooks';
import type { Approval } from '../../protocol/approval.ts';
import type { ApprovalReview } from '../../protocol/collector-api.ts';
import { type Refusal, refusalOf } from '../client/refusal.ts';
import { Loading, RefusalNotice } from './notice.tsx';
import { PushDiffView } from './push-diff.tsx';

/** Where what reviewers decide by is had from. Rejects with Refusal. */
export type AskReview = (approval: string, signal: AbortSignal) => Promise<ApprovalReview>;

export type LoadedReview =
  | { readonly kind: 'loading' }
  | { readonly kind: 'failed'; readonly refusal: Refusal }
  | { readonly kind: 'known'; readonly review: ApprovalReview };

/** What a reviewer decides by, besides the approval; asked for once. */
export function useReview(approval: string, ask: AskReview): LoadedReview {
  const [loaded, setLoaded] = useState<LoadedReview>({ kind: 'loading' });
  useEffect(() => {
    const stop = new AbortController();
    setLoaded({ kind: 'loading' });
    ask(approval, stop.signal).then(
      (review) => {
        if (!stop.signal.aborted) setLoaded({ kind: 'known', review });
      },
      (error: unknown) => {
        if (!stop.signal.aborted) setLoaded({ kind: 'failed', refusal: refusalOf(error) });
      },
    );
    return () => stop.abort();
  }, [approval, ask]);
  return loaded;
}

/** The lines of a push, once they have come. */
export function ReviewedLines({
  loaded,
  approval,
}: {
  readonly loaded: LoadedReview;
  readonly approval: Approval;
}) {
  if (approval.summary.kind !== 'push') return null;
  switch (loaded.kind) {
    case 'loading':
      return <Loading what="the lines" />;
    case 'failed':
      return <RefusalNotice refusal={loaded.refusal} />;
    case 'known':
      return loaded.review.diff === null ? null : (
        <PushDiffView diff={loaded.review.diff} commits={approval.summary.commits} />
      );
  }
}
