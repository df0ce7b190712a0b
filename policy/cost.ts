import type { Expr } from './syntax.ts';

/** How long the lists of one operation are. */
export interface ListSizes {
  readonly changes: number;
  readonly commits: number;
  readonly groups: number;
  readonly terms: number;
  readonly parts: number;
  readonly tools: number;
  readonly secrets: number;
}

interface Cost {
  readonly steps: number;
  /** Length of the list that the expression is, if it is one. */
  readonly size: number;
}

const NONE: Cost = { steps: 0, size: 0 };

/**
 * An upper bound of the nodes that an evaluation of `expr` visits on lists of these lengths. What text functions
 * do inside is not in it; they count for themselves.
 */
export function stepsOf(expr: Expr, sizes: ListSizes): number {
  return costOf(expr, sizes).steps;
}

function costOf(expr: Expr | undefined, sizes: ListSizes): Cost {
  if (expr === undefined) return NONE;
  const { exprKind } = expr;
  switch (exprKind.case) {
    case 'identExpr':
      return { steps: 1, size: sizeNamed(exprKind.value.name, sizes) };
    case 'selectExpr':
      return {
        steps: 1 + costOf(exprKind.value.operand, sizes).steps,
        size: sizeNamed(exprKind.value.field, sizes),
      };
    case 'listExpr':
      return {
        steps: 1 + sum(exprKind.value.elements.map((each) => costOf(each, sizes).steps)),
        size: exprKind.value.elements.length,
      };
    case 'callExpr':
      return callCost(
        exprKind.value.function,
        [exprKind.value.target, ...exprKind.value.args].map((each) => costOf(each, sizes)),
      );
    case 'comprehensionExpr': {
      const { iterRange, accuInit, loopCondition, loopStep, result } = exprKind.value;
      const range = costOf(iterRange, sizes);
      const [once, each] = [
        [accuInit, result],
        [loopCondition, loopStep],
      ].map((parts) => sum(parts.map((part) => costOf(part, sizes).steps)));
      return { steps: 1 + range.steps + (once ?? 0) + range.size * (1 + (each ?? 0)), size: range.size };
    }
    case 'constExpr':
    case 'structExpr':
    case undefined:
      return { steps: 1, size: 0 };
  }
}

function callCost(name: string, parts: readonly Cost[]): Cost {
  const lists = parts.map(({ size }) => size);
  const size = name === '_+_' ? sum(lists) : Math.max(0, ...lists);
  const scanned = ['@in', '_==_', '_!=_', '_+_'].includes(name) ? size : 0;
  return { steps: 1 + scanned + sum(parts.map(({ steps }) => steps)), size };
}

/** Lists hide behind names of ours only; a name of the rule's own may stand for any of them. */
function sizeNamed(name: string, sizes: ListSizes): number {
  switch (name) {
    case 'changes':
    case 'commits':
    case 'groups':
    case 'terms':
    case 'parts':
    case 'tools':
    case 'secrets':
      return sizes[name];
    default:
      return 0;
  }
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
