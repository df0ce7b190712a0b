import type { ActionKind } from '../protocol/operation.ts';
import { VARIABLES, type Variable } from './attributes.ts';
import { ExpressionFault } from './expression-fault.ts';
import { POLICY_LIMITS } from './limits.ts';
import { checkLiteral } from './literal.ts';
import type { PolicyErrorCode } from './policy-error.ts';
import { BOOL, INT, isAlike, joined, listOf, type Shape, STRING, shapeName, UNKNOWN } from './shape.ts';
import { CALLABLE, MACROS, SIGNATURES, type Signature } from './signatures.ts';
import { nearest, suggest } from './suggestion.ts';
import { type Expr, literalOf, type Syntax } from './syntax.ts';

type Kind<Case> = Extract<Expr['exprKind'], { case: Case }> extends { value: infer Value } ? Value : never;
type Scope = ReadonlyMap<string, Shape>;

/** One walk over one condition. */
interface Check {
  readonly syntax: Syntax;
  readonly kinds: readonly ActionKind[];
  readonly terms: Set<string>;
}

/**
 * Checks that a condition is a bool, reads only what every one of `kinds` has, and writes out what must be known
 * beforehand. Returns the diff terms it asks for, in lower case. Throws ExpressionFault.
 */
export function checkExpression(syntax: Syntax, kinds: readonly ActionKind[]): readonly string[] {
  const check: Check = { syntax, kinds, terms: new Set() };
  const shape = shapeOf(check, syntax.root, new Map());
  if (!isAlike(shape, BOOL)) {
    const seen = `the condition is a ${shapeName(shape)}, expected bool`;
    throw fault(check, syntax.root, ['type', seen, 'compare it with something']);
  }
  return [...check.terms];
}

function shapeOf(check: Check, expr: Expr, scope: Scope): Shape {
  const { exprKind } = expr;
  switch (exprKind.case) {
    case 'constExpr':
      return constantShape(check, expr, exprKind.value);
    case 'identExpr':
      return variableShape(check, expr, exprKind.value.name, scope);
    case 'selectExpr':
      return fieldShape(check, expr, exprKind.value, scope);
    case 'callExpr':
      return callShape(check, expr, exprKind.value, scope);
    case 'listExpr':
      return listShape(check, exprKind.value.elements, scope);
    case 'comprehensionExpr':
      return macroShape(check, expr, exprKind.value, scope);
    case 'structExpr':
    case undefined:
      throw fault(check, expr, [
        'type',
        'a map or message is seen, expected a text, number, bool or list',
        'use a list: x in [a, b]',
      ]);
  }
}

function constantShape(check: Check, expr: Expr, { constantKind }: Kind<'constExpr'>): Shape {
  switch (constantKind.case) {
    case 'boolValue':
      return BOOL;
    case 'stringValue':
      return STRING;
    case 'int64Value':
      if (BigInt.asIntN(64, constantKind.value) === constantKind.value) return INT;
      throw fault(check, expr, ['type', 'the number is too large', 'write at most 9223372036854775807']);
    case 'doubleValue':
    case 'uint64Value':
      throw fault(check, expr, [
        'type',
        'a fraction or unsigned number is seen, expected a whole number',
        'write it plainly: 1000',
      ]);
    case 'nullValue':
    case 'bytesValue':
    case 'durationValue':
    case 'timestampValue':
    case undefined:
      throw fault(check, expr, [
        'type',
        'null or bytes are seen, and no attribute is ever that',
        'compare with "" or 0',
      ]);
  }
}

function variableShape(check: Check, expr: Expr, name: string, scope: Scope): Shape {
  const local = scope.get(name);
  if (local !== undefined) return local;
  const variable = Object.hasOwn(VARIABLES, name) ? VARIABLES[name] : undefined;
  if (variable === undefined) {
    const known = [...Object.keys(VARIABLES), ...[...scope.keys()].filter((each) => !each.startsWith('@'))];
    throw fault(check, expr, ['unknown-name', `there is no attribute '${name}'`, suggest(name, known)]);
  }
  refuseAbsent(check, expr, name, variable);
  return variable.shape;
}

/** An attribute that some operation of the rule does not have would make the rule an error there. */
function refuseAbsent(check: Check, expr: Expr, name: string, { kinds }: Variable): void {
  const without = check.kinds.filter((kind) => !kinds.includes(kind));
  if (without.length === 0) return;
  const message = `'${name}' exists only for ${kinds.join(', ')}, and the rule is also on ${without.join(', ')}`;
  throw fault(check, expr, [
    'wrong-kind',
    message,
    `write on: [${kinds.join(', ')}], and another rule for the rest`,
  ]);
}

function fieldShape(
  check: Check,
  expr: Expr,
  { operand, field, testOnly }: Kind<'selectExpr'>,
  scope: Scope,
): Shape {
  const of = operand === undefined ? UNKNOWN : shapeOf(check, operand, scope);
  if (of.kind !== 'record') {
    const hint = of.kind === 'list' ? `look at each: .exists(x, x.${field} == …)` : 'leave the field out';
    throw fault(check, expr, ['type', `a ${shapeName(of)} has no field '${field}'`, hint]);
  }
  const found = Object.hasOwn(of.fields, field) ? of.fields[field] : undefined;
  if (found === undefined) {
    throw fault(check, expr, [
      'unknown-name',
      `a ${of.name} has no field '${field}'`,
      suggest(field, Object.keys(of.fields)),
    ]);
  }
  return testOnly ? BOOL : found.shape;
}

function listShape(check: Check, elements: readonly Expr[], scope: Scope): Shape {
  let of = UNKNOWN;
  for (const element of elements) {
    const shape = shapeOf(check, element, scope);
    if (!isAlike(of, shape)) {
      throw fault(check, element, [
        'type',
        `a ${shapeName(shape)} stands in a list of ${shapeName(of)}`,
        'write elements of one type',
      ]);
    }
    of = joined(of, shape);
  }
  return listOf(of);
}

function callShape(check: Check, expr: Expr, call: Kind<'callExpr'>, scope: Scope): Shape {
  const target = call.target === undefined ? null : shapeOf(check, call.target, scope);
  const args = call.args.map((arg) => shapeOf(check, arg, scope));
  const [first = UNKNOWN, second = UNKNOWN, third = UNKNOWN] = args;
  switch (call.function) {
    case '_==_':
    case '_!=_':
      return comparison(check, expr, call.args, [first, second]);
    case '@in':
      return membership(check, expr, call.args, [first, second]);
    case '_?_:_':
      return choice(check, expr, [first, second, third]);
    case '_[_]':
      return element(check, expr, [first, second]);
    default:
      return application(check, expr, call, { target, args });
  }
}

function comparison(
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

function membership(
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

function choice(check: Check, expr: Expr, [condition, yes, no]: readonly [Shape, Shape, Shape]): Shape {
  if (!isAlike(condition, BOOL) || !isAlike(yes, no)) {
    const message = `? : is given ${[condition, yes, no].map(shapeName).join(', ')}, expected a bool and two of one type`;
    throw fault(check, expr, ['type', message, 'write condition ? "a" : "b"']);
  }
  return joined(yes, no);
}

function element(check: Check, expr: Expr, [list, index]: readonly [Shape, Shape]): Shape {
  if (list.kind === 'list' && isAlike(index, INT)) return list.of;
  const message = `a ${shapeName(list)} is indexed by a ${shapeName(index)}, expected a list and a number`;
  throw fault(check, expr, ['type', message, list.kind === 'record' ? 'write name.field' : 'write list[0]']);
}

interface Given {
  readonly target: Shape | null;
  readonly args: readonly Shape[];
}

function application(check: Check, expr: Expr, call: Kind<'callExpr'>, given: Given): Shape {
  const signature = Object.hasOwn(SIGNATURES, call.function) ? SIGNATURES[call.function] : undefined;
  if (signature === undefined) throw unknownFunction(check, expr, call.function);
  const form = signature.forms.find(
    ({ target, args }) => fits(target, given.target) && fitAll(args, given.args),
  );
  if (form === undefined) throw misapplied(check, misfit(call, signature, given) ?? expr, signature, given);
  if (signature.literal !== null) {
    for (const arg of call.args) {
      const term = checkLiteral(signature.literal, arg, check.syntax);
      if (term !== null) addTerm(check, arg, term);
    }
  }
  return form.result;
}

function fits(expected: Shape | null, given: Shape | null): boolean {
  return expected === null || given === null ? expected === given : isAlike(expected, given);
}

function fitAll(expected: readonly Shape[], given: readonly Shape[]): boolean {
  return (
    expected.length === given.length && expected.every((shape, index) => fits(shape, given[index] ?? null))
  );
}

/** The argument to point at: the first that no form takes in its place. */
function misfit(call: Kind<'callExpr'>, { forms }: Signature, given: Given): Expr | undefined {
  return call.args.find((_, index) => {
    const shape = given.args[index] ?? null;
    return !forms.some(({ args }) => fits(args[index] ?? null, shape));
  });
}

function misapplied(check: Check, at: Expr, { shown, forms }: Signature, given: Given): ExpressionFault {
  const seen = [...(given.target === null ? [] : [given.target]), ...given.args].map(shapeName);
  const expected = new Set(
    forms.map(({ target, args }) =>
      [...(target === null ? [] : [target]), ...args].map(shapeName).join(' and '),
    ),
  );
  const message = `${shown} is given ${seen.join(' and ') || 'nothing'}, expected ${[...expected].join(' or ')}`;
  const overList = given.target?.kind === 'list' || given.args[0]?.kind === 'list';
  return fault(check, at, [
    'type',
    message,
    overList ? 'look at each: list.exists(x, …)' : 'write values of the expected types',
  ]);
}

function unknownFunction(check: Check, expr: Expr, name: string): ExpressionFault {
  if (name === 'has')
    return fault(check, expr, [
      'type',
      'has() takes one field: has(x.field)',
      'every attribute is always there: leave has() out',
    ]);
  if (MACROS.includes(name)) {
    return fault(check, expr, [
      'type',
      `${name}() takes a name and an expression`,
      `write list.${name}(x, x.field == …)`,
    ]);
  }
  return fault(check, expr, ['unknown-name', `there is no function '${name}'`, suggest(name, CALLABLE)]);
}

function addTerm(check: Check, expr: Expr, term: string): void {
  check.terms.add(term);
  if (check.terms.size > POLICY_LIMITS.maxDiffTerms) {
    throw fault(check, expr, [
      'cost',
      `more than ${POLICY_LIMITS.maxDiffTerms} words are looked for`,
      'look for fewer words',
    ]);
  }
}

/** `exists`, `all`, `filter`, `map` and `exists_one`, which all come as a fold with an accumulator. */
function macroShape(check: Check, expr: Expr, fold: Kind<'comprehensionExpr'>, scope: Scope): Shape {
  const { iterRange, iterVar, accuVar, accuInit, loopStep, result } = fold;
  if (iterRange === undefined || accuInit === undefined || loopStep === undefined || result === undefined) {
    throw fault(check, expr, ['type', 'the macro is not complete', 'write list.exists(x, …)']);
  }
  const range = shapeOf(check, iterRange, scope);
  if (range.kind !== 'list') {
    throw fault(check, iterRange, [
      'type',
      `a ${shapeName(range)} is gone through, expected a list`,
      'write changes.exists(c, …) or commits.exists(k, …)',
    ]);
  }
  if (Object.hasOwn(VARIABLES, iterVar) || scope.has(iterVar)) {
    throw fault(check, expr, ['type', `'${iterVar}' is taken already`, 'give the element a name of its own']);
  }
  refuseMacroDepth(check, expr, scope);
  const start = shapeOf(check, accuInit, scope);
  const inner = new Map([...scope, [iterVar, range.of], [accuVar, start]]);
  const accu = joined(start, shapeOf(check, loopStep, inner));
  return shapeOf(check, result, new Map([...scope, [accuVar, accu]]));
}

/** Each macro brings one name of its own besides the accumulator they share. */
function refuseMacroDepth(check: Check, expr: Expr, scope: Scope): void {
  const depth = [...scope.keys()].filter((name) => !name.startsWith('@')).length;
  if (depth < POLICY_LIMITS.maxMacroDepth) return;
  const message = `macros stand more than ${POLICY_LIMITS.maxMacroDepth} deep in each other`;
  throw fault(check, expr, ['cost', message, 'split it into several rules']);
}

function fault(
  check: Check,
  expr: Expr,
  [code, message, hint]: readonly [PolicyErrorCode, string, string],
): ExpressionFault {
  return new ExpressionFault({ code, message, hint }, check.syntax.offsetOf(expr));
}
