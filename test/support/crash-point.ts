/** A named step of what an agent or a collector does with a record. `half-way`: with half of a write written. */
export interface CrashPoint {
  readonly step: string;
  readonly when: 'before' | 'half-way' | 'after';
  /** So many times it goes well before. */
  readonly skip: number;
  /** Processes that die there; null: the one that is at the step. */
  readonly victims: readonly number[] | null;
}

export type Moment = Pick<CrashPoint, 'step' | 'when'>;
