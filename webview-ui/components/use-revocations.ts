import { useCallback, useState } from 'preact/hooks';
import type { CallerRole } from '../../protocol/caller-role.ts';
import type { RevocationsAnswer } from '../../protocol/revocation.ts';
import type { Collector } from '../client/collector.ts';
import { type Answered, useAnswer } from './use-answer.ts';

export interface Revocations {
  readonly answered: Answered<RevocationsAnswer>;
  /** Asks again, after something was revoked or lifted. */
  readonly askAgain: () => void;
}

/** What is revoked, for those who may see it; nothing for others. */
export function useRevocations(collector: Collector, roles: readonly CallerRole[]): Revocations {
  const [round, setRound] = useState(0);
  const maySee = roles.includes('admin') || roles.includes('auditor');
  const ask = useCallback(
    async (signal: AbortSignal) => (maySee ? collector.revocations(signal) : { revocations: [] }),
    [collector, maySee, round],
  );
  return { answered: useAnswer(ask), askAgain: () => setRound((before) => before + 1) };
}
