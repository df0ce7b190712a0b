import type { ActionKind } from '../protocol/operation.ts';
import { kindNames } from './action-kind.ts';
import { VARIABLES, type Variable } from './attributes.ts';
import { application, unknownFunction } from './check-call.ts';
import { type Check, fault, type Kind } from './check-context.ts';
import { choice, comparison, element, membership } from './check-operator.ts';
import { POLICY_LIMITS } from './limits.ts';
import { BOOL, INT, isAlike, joined, listOf, type Shape, STRING, shapeName, UNKNOWN } from './shape.ts';
import { SIGNATURES } from './signatures.ts';
import { suggest } from './suggestion.ts';
import type { Expr, Syntax } from './syntax.ts';

type Scope = ReadonlyMap<string, Shape>;

/**
 * Checks that a condition is a bool, reads only what every one of `kinds` has, and writes out what must be known
 * beforehand; `claims` are the names that the document defines. Returns the diff terms it asks for, in lower case. Throws ExpressionFault.
 */
export function checkExpression(
  syntax: Syntax,
  kinds: readonly ActionKind[],
  claims: readonly string[] = [],
): readonly string[] {
  const check: Check = { syntax, kinds, terms: new Set(), claims };
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
  const written = kindNames(kinds).join(', ');
  const message = `'${name}' exists only for ${written}, and the rule is also on ${someOf(kindNames(without))}`;
  throw fault(check, expr, ['wrong-kind', message, `write on: [${written}], and another rule for the rest`]);
}

function someOf(names: readonly string[]): string {
  const shown = names.slice(0, 3).join(', ');
  return names.length > 3 ? `${shown} and ${names.length - 3} more` : shown;
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
  if (!isKnown(call.function)) throw unknownFunction(check, expr, call.function);
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
    case '_+_':
      return isTwoLists(first, second)
        ? joined(first, second)
        : application(check, expr, call, { target, args });
    default:
      return application(check, expr, call, { target, args });
  }
}

function isKnown(name: string): boolean {
  return Object.hasOwn(SIGNATURES, name) || ['_==_', '_!=_', '@in', '_?_:_', '_[_]'].includes(name);
}

function isTwoLists(a: Shape, b: Shape): boolean {
  return a.kind === 'list' && b.kind === 'list' && isAlike(a, b);
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
