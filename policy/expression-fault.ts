import type { Problem } from './policy-error.ts';

/** What is wrong with a condition, at a character of it. */
export class ExpressionFault extends Error {
  readonly problem: Problem;
  /** In UTF-16 code units from the expression's start. */
  readonly offset: number;

  constructor(problem: Problem, offset: number) {
    super(problem.message);
    this.name = 'ExpressionFault';
    this.problem = problem;
    this.offset = offset;
  }
}
