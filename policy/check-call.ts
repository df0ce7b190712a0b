import { type Check, fault, type Kind } from './check-context.ts';
import { refuseCapitals } from './check-operator.ts';
import type { ExpressionFault } from './expression-fault.ts';
import { POLICY_LIMITS } from './limits.ts';
import { checkLiteral } from './literal.ts';
import { isAlike, type Shape, shapeName } from './shape.ts';
import { CALLABLE, MACROS, SIGNATURES, type Signature } from './signatures.ts';
import { suggest } from './suggestion.ts';
import { type Expr, literalOf } from './syntax.ts';

interface Given {
  readonly target: Shape | null;
  readonly args: readonly Shape[];
}

export function application(check: Check, expr: Expr, call: Kind<'callExpr'>, given: Given): Shape {
  const signature = Object.hasOwn(SIGNATURES, call.function) ? SIGNATURES[call.function] : undefined;
  if (signature === undefined) throw unknownFunction(check, expr, call.function);
  const form = signature.forms.find(
    ({ target, args }) => fits(target, given.target) && fitAll(args, given.args),
  );
  if (form === undefined) throw misapplied(check, misfit(call, signature, given) ?? expr, signature, given);
  if (IN_ONE_CASE.includes(call.function))
    for (const arg of call.args) refuseCapitals(check, arg, given.target);
  if (call.function === 'matches')
    for (const arg of call.args) refuseCapitalPattern(check, arg, given.target);
  if (signature.literal !== null) {
    for (const arg of call.args) {
      const term = checkLiteral(signature.literal, arg, check.syntax);
      if (term !== null && form.inDiff) addTerm(check, arg, term);
      if (signature.literal === 'claim') refuseUnknownClaim(check, arg);
    }
  }
  return form.result;
}

/** Of a text, and letter for letter. */
const IN_ONE_CASE = ['startsWith', 'endsWith', 'contains'];

/** Capitals behind a backslash are classes of characters, and `(?i)` takes both cases. */
function refuseCapitalPattern(check: Check, arg: Expr, target: Shape | null): void {
  const pattern = literalOf(arg) ?? '';
  const isCapital = /\p{Lu}/u.test(pattern.replaceAll(/\\(?:[pP]\{[^}]*\}|[pP].|.)/gsu, ''));
  if (isCapital && !/\(\?[a-zA-Z]*i/u.test(pattern)) refuseCapitals(check, arg, target);
}

function refuseUnknownClaim(check: Check, arg: Expr): void {
  const name = literalOf(arg) ?? '';
  if (check.claims.includes(name)) return;
  const hint =
    check.claims.length === 0 ? `define it: claims: { ${name}: ${name} }` : suggest(name, check.claims);
  throw fault(check, arg, ['unknown-name', `there is no claim '${name}'`, hint]);
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

export function unknownFunction(check: Check, expr: Expr, name: string): ExpressionFault {
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
