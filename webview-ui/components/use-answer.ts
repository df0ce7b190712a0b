import { useEffect, useState } from 'preact/hooks';
import { type Refusal, refusalOf } from '../client/refusal.ts';

/** What was asked of the collector, as far as it has answered. */
export type Answered<T> =
  | { readonly kind: 'loading' }
  | { readonly kind: 'failed'; readonly refusal: Refusal }
  | { readonly kind: 'known'; readonly value: T };

/** Asks once, and again whenever `ask` is another function. */
export function useAnswer<T>(ask: (signal: AbortSignal) => Promise<T>): Answered<T> {
  const [answered, setAnswered] = useState<Answered<T>>({ kind: 'loading' });
  useEffect(() => {
    const stop = new AbortController();
    const hear = (heard: Answered<T>): void => {
      if (!stop.signal.aborted) setAnswered(heard);
    };
    setAnswered({ kind: 'loading' });
    ask(stop.signal).then(
      (value) => hear({ kind: 'known', value }),
      (error: unknown) => hear({ kind: 'failed', refusal: refusalOf(error) }),
    );
    return () => stop.abort();
  }, [ask]);
  return answered;
}
