/** The steps that one operation may cost. Spent in the order of the rules, so that the same input ends alike. */
export interface Budget {
  /** Throws, now and ever after, once more than the limit is spent. */
  spend(steps: number): void;
  isSpent(): boolean;
}

export function createBudget(maxSteps: number): Budget {
  let left = maxSteps;
  return {
    spend(steps) {
      left -= steps;
      if (left < 0) throw new RangeError('the evaluation costs more than it may');
    },
    isSpent: () => left < 0,
  };
}
