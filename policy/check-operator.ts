import { type Check, fault } from './check-context.ts';
import { BOOL, INT, isAlike, joined, type Shape, shapeName } from './shape.ts';
import { nearest } from './suggestion.ts';
import { type Expr, literalOf } from './syntax.ts';

export function comparison(
  check: Check,
  expr: Expr,
  args: readonly Expr[],
  [left, right]: readonly [Shape, Shape],
): Shape {
  if (left.kind === 'record' || right.kind === 'record') {
    throw fault(check, expr, [
      'type',
      `a ${shapeName(left.kind === 'record' ? left : right)} is compared, expected one of its fields`,
      'compare a field: x.id == …',
    ]);
  }
  if (!isAlike(left, right)) {
    const message = `a ${shapeName(left)} is compared with a ${shapeName(right)}, and they are never equal`;
    throw fault(check, expr, ['type', message, mendComparison(left, right)]);
  }
  for (const arg of args) refuseImpossible(check, arg, left, right);
  return BOOL;
}

function mendComparison(left: Shape, right: Shape): string {
  if (left.kind === 'list' || right.kind === 'list') return 'ask with in: "x" in list';
  if (left.kind === 'bool' || right.kind === 'bool') return 'write the bool itself, or ! before it';
  return 'write both as the same type';
}

export function membership(
  check: Check,
  expr: Expr,
  args: readonly Expr[],
  [one, list]: readonly [Shape, Shape],
): Shape {
  if (list.kind !== 'list' || !isAlike(one, list.of)) {
    const message = `in is given a ${shapeName(one)} and a ${shapeName(list)}, expected a list of such`;
    throw fault(check, expr, ['type', message, 'write "x" in ["x", "y"], or text.contains("x")']);
  }
  const [left, right] = args;
  if (left !== undefined) refuseImpossible(check, left, one, list.of);
  if (right?.exprKind.case === 'listExpr') {
    for (const each of right.exprKind.value.elements) refuseImpossible(check, each, one, list.of);
  }
  return BOOL;
}

/** A literal beside an attribute that never has that value: the rule would silently never match. */
function refuseImpossible(check: Check, expr: Expr, ...shapes: readonly Shape[]): void {
  const literal = literalOf(expr);
  if (literal === null) return;
  for (const shape of shapes) {
    refuseCapitals(check, expr, shape);
    if (shape.kind !== 'string' || shape.values === null || shape.values.includes(literal)) continue;
    const near = nearest(literal, shape.values);
    const values = shape.values.map((value) => `"${value}"`).join(', ');
    throw fault(check, expr, [
      'type',
      `it is never "${literal}", expected ${values}`,
      near === null ? `write one of these` : `did you mean "${near}"?`,
    ]);
  }
}

/** A literal with a capital letter beside a text that never has one. */
export function refuseCapitals(check: Check, expr: Expr, shape: Shape | null): void {
  const literal = literalOf(expr);
  if (literal === null || shape?.kind !== 'string' || shape.lower !== true) return;
  if (literal === literal.toLowerCase()) return;
  const message = `it is in lower case, and never "${literal}"`;
  throw fault(check, expr, ['type', message, `write "${literal.toLowerCase()}"`]);
}

export function choice(
  check: Check,
  expr: Expr,
  [condition, yes, no]: readonly [Shape, Shape, Shape],
): Shape {
  if (!isAlike(condition, BOOL) || !isAlike(yes, no)) {
    const message = `? : is given ${[condition, yes, no].map(shapeName).join(', ')}, expected a bool and two of one type`;
    throw fault(check, expr, ['type', message, 'write condition ? "a" : "b"']);
  }
  return joined(yes, no);
}

export function element(check: Check, expr: Expr, [list, index]: readonly [Shape, Shape]): Shape {
  if (list.kind === 'list' && isAlike(index, INT)) return list.of;
  const message = `a ${shapeName(list)} is indexed by a ${shapeName(index)}, expected a list and a number`;
  throw fault(check, expr, ['type', message, list.kind === 'record' ? 'write name.field' : 'write list[0]']);
}
