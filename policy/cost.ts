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
  /** Length of the longest list among the elements of that list. */
  readonly inner: number;
}

/** How long the lists are that names stand for. */
interface Lengths {
  readonly sizes: ListSizes;
  /** Names that macros bring, with the length of what they may stand for. */
  readonly own: ReadonlyMap<string, number>;
}

const NONE: Cost = { steps: 0, size: 0, inner: 0 };

/**
 * An upper bound of the nodes that an evaluation of `expr` visits on lists of these lengths. What text functions
 * do inside is not in it; they count for themselves.
 */
export function stepsOf(expr: Expr, sizes: ListSizes): number {
  return costOf(expr, { sizes, own: new Map() }).steps;
}

function costOf(expr: Expr | undefined, lengths: Lengths): Cost {
  if (expr === undefined) return NONE;
  const { exprKind } = expr;
  switch (exprKind.case) {
    case 'identExpr':
      return { steps: 1, size: sizeNamed(exprKind.value.name, lengths), inner: 0 };
    case 'selectExpr':
      return {
        steps: 1 + costOf(exprKind.value.operand, lengths).steps,
        size: sizeNamed(exprKind.value.field, lengths),
        inner: 0,
      };
    case 'listExpr': {
      const elements = exprKind.value.elements.map((each) => costOf(each, lengths));
      return {
        steps: 1 + sum(elements.map(({ steps }) => steps)),
        size: elements.length,
        inner: largest(elements.map(({ size, inner }) => Math.max(size, inner))),
      };
    }
    case 'callExpr':
      return callCost(
        exprKind.value.function,
        [exprKind.value.target, ...exprKind.value.args].map((each) => costOf(each, lengths)),
      );
    case 'comprehensionExpr':
      return foldCost(exprKind.value, lengths);
    case 'constExpr':
    case 'structExpr':
    case undefined:
      return { steps: 1, size: 0, inner: 0 };
  }
}

type Fold = Extract<Expr['exprKind'], { case: 'comprehensionExpr' }>['value'];

function foldCost(
  { iterRange, iterVar, accuInit, loopCondition, loopStep, result }: Fold,
  lengths: Lengths,
): Cost {
  const range = costOf(iterRange, lengths);
  const inside = { ...lengths, own: new Map([...lengths.own, [iterVar, range.inner]]) };
  const once = [accuInit, result].map((part) => costOf(part, lengths).steps);
  const each = [loopCondition, loopStep].map((part) => costOf(part, inside));
  return {
    steps: 1 + range.steps + sum(once) + range.size * (1 + sum(each.map(({ steps }) => steps))),
    size: range.size,
    inner: largest([range.inner, ...each.map(({ inner }) => inner)]),
  };
}

function callCost(name: string, parts: readonly Cost[]): Cost {
  const lists = parts.map(({ size }) => size);
  const inner = largest(parts.map((part) => part.inner));
  const size = name === '_+_' ? sum(lists) : largest(name === '_[_]' ? [inner] : lists);
  const scanned = ['@in', '_==_', '_!=_', '_+_'].includes(name) ? size + inner : 0;
  return { steps: 1 + scanned + sum(parts.map(({ steps }) => steps)), size, inner };
}

function sizeNamed(name: string, { sizes, own }: Lengths): number {
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
      return own.get(name) ?? 0;
  }
}

function largest(values: readonly number[]): number {
  return Math.max(0, ...values);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
