import { comparisonTest, membershipTest } from './fast-comparison.ts';
import type { Call, Facts, Fold, Local, Test } from './fast-facts.ts';
import { globTest, termTest } from './fast-text.ts';
import { localOf, readable } from './fast-value.ts';
import { mayHold, wholeTest } from './fast-whole.ts';
import type { Expr } from './syntax.ts';

/** Whether a condition holds. Throws RangeError once the operation has cost more than it may. */
export type FastCondition = (facts: Facts) => boolean;

/**
 * The checked condition as a function, or null when it holds something that only the engine does. What is taken
 * here cannot fail: attributes, literals, comparisons, `in`, `&&`, `||`, `!`, `glob`, `adds` and `says` of a push,
 * and `exists` and `all` over changes and commits. It gives what the engine gives, without its detours: most
 * conditions of most policies are of this kind, and are asked of many paths.
 */
export function fastCondition(root: Expr): FastCondition | null {
  const test = testOf(root, null);
  return test === null ? null : (facts) => test(facts, undefined as never);
}

function testOf(expr: Expr, local: Local | null): Test | null {
  const { exprKind } = expr;
  switch (exprKind.case) {
    case 'constExpr': {
      const { constantKind } = exprKind.value;
      const { value } = constantKind;
      return constantKind.case === 'boolValue' ? () => value === true : null;
    }
    case 'identExpr':
    case 'selectExpr': {
      const value = readable(expr, local);
      return value?.shape.kind === 'bool' ? (facts, element) => value.read(facts, element) === true : null;
    }
    case 'callExpr':
      return callTest(exprKind.value, local);
    case 'comprehensionExpr':
      return local === null ? macroTest(exprKind.value) : null;
    case 'listExpr':
    case 'structExpr':
    case undefined:
      return null;
  }
}

function callTest(call: Call, local: Local | null): Test | null {
  const [first, second] = call.args;
  if (first === undefined) return null;
  switch (call.function) {
    case '!_': {
      const test = testOf(first, local);
      return test === null ? null : (facts, element) => !test(facts, element);
    }
    case '_&&_':
    case '_||_':
      return logicTest(call, local);
    case '_==_':
    case '_!=_':
    case '_<_':
    case '_<=_':
    case '_>_':
    case '_>=_':
      return second === undefined ? null : comparisonTest(call.function, [first, second], local);
    case '@in':
      return second === undefined ? null : membershipTest(first, second, local);
    case 'glob':
      return globTest(call, local);
    case 'adds':
    case 'says':
      return termTest(call, local);
    default:
      return null;
  }
}

function logicTest({ function: name, args }: Call, local: Local | null): Test | null {
  const [first, ...others] = args.map((arg) => testOf(arg, local)).filter((test) => test !== null);
  if (first === undefined || others.length + 1 < args.length) return null;
  return name === '_&&_'
    ? others.reduce((a, b) => (facts, element) => a(facts, element) && b(facts, element), first)
    : others.reduce((a, b) => (facts, element) => a(facts, element) || b(facts, element), first);
}

/** `exists` is a fold from false by `||`, `all` one from true by `&&`. */
function macroTest(fold: Fold): Test | null {
  const { iterRange, iterVar, accuInit, loopStep, result } = fold;
  const local = iterRange === undefined ? null : localOf(iterRange, iterVar);
  const start = accuInit?.exprKind.case === 'constExpr' ? accuInit.exprKind.value.constantKind : undefined;
  const step = loopStep?.exprKind.case === 'callExpr' ? loopStep.exprKind.value : undefined;
  const body = step?.args[1];
  if (local === null || start?.case !== 'boolValue' || body === undefined) return null;
  if (step?.function !== (start.value ? '_&&_' : '_||_') || result?.exprKind.case !== 'identExpr')
    return null;
  const test = testOf(body, local);
  if (test === null) return null;
  const walk = { local, outside: (expr: Expr) => testOf(expr, null) };
  const whole = wholeTest(body, start.value ? 'all' : 'exists', walk);
  if (whole !== null) return (facts) => whole(facts);
  const steps = nodesOf(body);
  const goThrough = (facts: Facts): readonly never[] => {
    const elements = facts.listOf(local.list);
    facts.text.spend(1 + elements.length * steps);
    return elements as readonly never[];
  };
  if (start.value) return (facts) => goThrough(facts).every((element) => test(facts, element));
  const may = mayHold(body, walk);
  return (facts) => may(facts) && goThrough(facts).some((element) => test(facts, element));
}

/** As many steps as the engine would take for one element. */
function nodesOf({ exprKind }: Expr): number {
  switch (exprKind.case) {
    case 'callExpr':
      return [exprKind.value.target, ...exprKind.value.args].reduce(
        (sum, part) => sum + (part === undefined ? 0 : nodesOf(part)),
        1,
      );
    case 'selectExpr':
      return 1 + (exprKind.value.operand === undefined ? 0 : nodesOf(exprKind.value.operand));
    case 'listExpr':
      return 1 + exprKind.value.elements.length;
    case 'constExpr':
    case 'identExpr':
    case 'structExpr':
    case 'comprehensionExpr':
    case undefined:
      return 1;
  }
}
