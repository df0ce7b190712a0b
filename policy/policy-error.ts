export type PolicyErrorCode =
  | 'too-large'
  | 'yaml'
  | 'schema'
  | 'duration'
  | 'duplicate'
  | 'unknown-kind'
  | 'unknown-group'
  | 'host'
  | 'address'
  | 'approvers'
  | 'secret-pattern'
  | 'expression-syntax'
  | 'unknown-name'
  | 'wrong-kind'
  | 'type'
  | 'engines'
  | 'workspace'
  | 'not-literal'
  | 'glob'
  | 'regex'
  | 'diff-term'
  | 'cost';

/** What is wrong and what mends it, before it is known where it stands. */
export interface Problem {
  readonly code: PolicyErrorCode;
  readonly message: string;
  readonly hint: string;
}

/** A place in the text; both count from 1, columns in UTF-16 code units. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** A document that is no policy. The message says what was seen and expected, the hint what mends it. */
export class PolicyError extends Error {
  readonly code: PolicyErrorCode;
  readonly line: number;
  readonly column: number;
  readonly hint: string;

  constructor(problem: Problem, { line, column }: Position) {
    super(`line ${line}, column ${column}: ${problem.message}`);
    this.name = 'PolicyError';
    this.code = problem.code;
    this.line = line;
    this.column = column;
    this.hint = problem.hint;
  }
}
