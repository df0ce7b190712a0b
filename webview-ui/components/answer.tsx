import type { ComponentChildren } from 'preact';
import { Loading, RefusalNotice } from './notice.tsx';
import type { Answered } from './use-answer.ts';

interface Props<T> {
  readonly what: string;
  readonly answered: Answered<T>;
  readonly children: (value: T) => ComponentChildren;
}

/** What the collector answered, that it has not yet, or why it will not. */
export function Answer<T>({ what, answered, children }: Props<T>) {
  switch (answered.kind) {
    case 'loading':
      return <Loading what={what} />;
    case 'failed':
      return <RefusalNotice refusal={answered.refusal} />;
    case 'known':
      return <>{children(answered.value)}</>;
  }
}
