import type { ActionKind } from '../protocol/operation.ts';
import { ExpressionFault } from './expression-fault.ts';
import type { PolicyErrorCode } from './policy-error.ts';
import type { Expr, Syntax } from './syntax.ts';

/** What a node of one case holds. */
export type Kind<Case> =
  Extract<Expr['exprKind'], { case: Case }> extends { value: infer Value } ? Value : never;

/** One walk over one condition. */
export interface Check {
  readonly syntax: Syntax;
  readonly kinds: readonly ActionKind[];
  readonly terms: Set<string>;
  /** Names that the document defines. */
  readonly claims: readonly string[];
}

/** A fault at an expression: code, what is seen and expected, what mends it. */
export function fault(
  check: Check,
  expr: Expr,
  [code, message, hint]: readonly [PolicyErrorCode, string, string],
): ExpressionFault {
  return new ExpressionFault({ code, message, hint }, check.syntax.offsetOf(expr));
}
