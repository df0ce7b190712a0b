import { median } from './statistics.ts';

/** What one round of one contender took, for one unit of the scenario. */
export interface Round {
  readonly wallMs: number;
  readonly cpuMs: number;
  readonly peakMb: number;
  readonly delayMs: number | null;
}

/** The medians over all rounds of one contender in one scenario. */
export interface Figures extends Round {
  readonly scenario: string;
  readonly unit: string;
  readonly contender: string;
  readonly rounds: number;
}

/** Whose figures those are. */
export type Subject = Pick<Figures, 'scenario' | 'unit' | 'contender'>;

export function figuresOf(subject: Subject, rounds: readonly Round[]): Figures {
  const delays = rounds.map(({ delayMs }) => delayMs).filter((delay) => delay !== null);
  return {
    ...subject,
    rounds: rounds.length,
    wallMs: median(rounds.map(({ wallMs }) => wallMs)),
    cpuMs: median(rounds.map(({ cpuMs }) => cpuMs)),
    peakMb: median(rounds.map(({ peakMb }) => peakMb)),
    delayMs: delays.length === 0 ? null : median(delays),
  };
}
