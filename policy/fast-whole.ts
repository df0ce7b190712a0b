import type { Call, Facts, Local, Test } from './fast-facts.ts';
import { type AskedOfAll, askedOfAll, type Quantifier } from './fast-whole-value.ts';
import { childrenOf, type Expr } from './syntax.ts';

/** A condition that knows no single element. */
export type WholeTest = (facts: Facts) => boolean;

export interface Walk {
  readonly local: Local;
  /** What tells whether a condition holds that knows no element; null where only the engine does. */
  readonly outside: (expr: Expr) => Test | null;
}

/**
 * What `exists` or `all` of `body` gives, told from what the fields hold, or null when the elements have to be gone
 * through. Many rules ask the same fields of the same list, which is then read once.
 */
export function wholeTest(body: Expr, quantifier: Quantifier, walk: Walk): WholeTest | null {
  const { exprKind } = body;
  if (exprKind.case !== 'callExpr') return ofFields(askedOfAll(body, walk.local), quantifier);
  const call = exprKind.value;
  switch (call.function) {
    case '!_': {
      const inner = call.args[0];
      const test = inner === undefined ? null : wholeTest(inner, dual(quantifier), walk);
      return test === null ? null : (facts) => !test(facts);
    }
    case '_&&_':
    case '_||_':
      return logicTest(call, quantifier, walk);
    default:
      return ofFields(askedOfAll(body, walk.local), quantifier);
  }
}

/** Something that has to be so of the whole list for `body` to hold of any element. */
export function mayHold(body: Expr, walk: Walk): WholeTest {
  const exact = wholeTest(body, 'exists', walk);
  if (exact !== null) return exact;
  const call = body.exprKind.case === 'callExpr' ? body.exprKind.value : null;
  if (call?.function !== '_&&_') return () => true;
  const [first, ...others] = call.args.map((arg) => mayHold(arg, walk));
  return others.reduce((a, b) => (facts) => a(facts) && b(facts), first ?? (() => true));
}

function ofFields(asked: AskedOfAll | null, quantifier: Quantifier): WholeTest | null {
  return asked === null ? null : asked[quantifier];
}

/** That none is so is that all are otherwise. */
function dual(quantifier: Quantifier): Quantifier {
  return quantifier === 'exists' ? 'all' : 'exists';
}

/**
 * `exists` goes through `||` and `all` through `&&`. Through the other one it goes only where a single side knows
 * elements, and those that know none have no part in whether there are any.
 */
function logicTest({ function: name, args }: Call, quantifier: Quantifier, walk: Walk): WholeTest | null {
  const inside = args.filter((arg) => mentions(arg, walk.local.name));
  const goesThrough = (name === '_||_') === (quantifier === 'exists');
  if (goesThrough ? inside.length < args.length : inside.length !== 1) return null;
  const tests = args.map((arg) => {
    if (inside.includes(arg)) return wholeTest(arg, quantifier, walk);
    const test = walk.outside(arg);
    return test === null ? null : (facts: Facts) => test(facts, undefined as never);
  });
  const [first, ...others] = tests.filter((test) => test !== null);
  if (first === undefined || others.length + 1 < tests.length) return null;
  return name === '_||_'
    ? others.reduce((a, b) => (facts) => a(facts) || b(facts), first)
    : others.reduce((a, b) => (facts) => a(facts) && b(facts), first);
}

function mentions(expr: Expr, name: string): boolean {
  if (expr.exprKind.case === 'identExpr') return expr.exprKind.value.name === name;
  return childrenOf(expr).some((child) => mentions(child, name));
}
