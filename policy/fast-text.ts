import { isCelList } from '@bufbuild/cel';
import type { Call, Facts, Local, Test } from './fast-facts.ts';
import { readable } from './fast-value.ts';
import { type Glob, isGlob, parseGlob } from './glob.ts';
import { type Expr, literalOf } from './syntax.ts';

/** `glob()` with the patterns written out, or null when only the engine can. */
export function globTest({ target, args }: Call, local: Local | null): Test | null {
  const value = target === undefined ? null : readable(target, local);
  const globs = globsOf(args[0]);
  if (value?.shape.kind !== 'string' || globs === null) return null;
  return (facts, element) => {
    const text = value.read(facts, element);
    if (typeof text !== 'string') throw new TypeError('a text is expected');
    return globs.some((glob) => facts.text.matches(text, glob));
  };
}

function globsOf(arg: Expr | undefined): readonly Glob[] | null {
  if (arg === undefined) return null;
  const patterns = (arg.exprKind.case === 'listExpr' ? arg.exprKind.value.elements : [arg]).map(literalOf);
  const globs = patterns.flatMap((pattern) => {
    const glob = pattern === null ? null : parseGlob(pattern);
    return glob !== null && isGlob(glob) ? [glob] : [];
  });
  return globs.length === patterns.length ? globs : null;
}

/** `adds()` and `says()`: words of a push are known before it is judged; the engine searches any other text. */
export function termTest({ target, args }: Call, local: Local | null): Test | null {
  const term = args[0] === undefined ? null : literalOf(args[0])?.toLowerCase();
  if (term === null || term === undefined || target?.exprKind.case !== 'identExpr') return null;
  const terms = local?.name === target.exprKind.value.name ? local.fields.get('terms') : undefined;
  if (terms === undefined) return null;
  return (_facts, element) => {
    const found = terms(element);
    if (!isCelList(found)) throw new TypeError('a list is expected');
    for (const each of found) if (each === term) return true;
    return false;
  };
}

/** Something that has to be so of the whole list for `expr` to hold of any element. */
export function mayHold(expr: Expr, local: Local): (facts: Facts) => boolean {
  if (expr.exprKind.case !== 'callExpr' || local.list !== 'changes') return () => true;
  const call = expr.exprKind.value;
  if (call.function === '_&&_') {
    const tests = call.args.map((arg) => mayHold(arg, local));
    return (facts) => tests.every((test) => test(facts));
  }
  if (call.function === 'adds') {
    const term = call.args[0] === undefined ? null : literalOf(call.args[0])?.toLowerCase();
    return (facts) => facts.addedTerms().has(term ?? '');
  }
  const globs = call.function === 'glob' && isPathOf(call.target, local) ? globsOf(call.args[0]) : null;
  if (globs === null) return () => true;
  return (facts) => globs.some((glob) => facts.paths().mayMatch(glob));
}

function isPathOf(target: Expr | undefined, local: Local): boolean {
  if (target?.exprKind.case !== 'selectExpr' || target.exprKind.value.field !== 'path') return false;
  const operand = target.exprKind.value.operand?.exprKind;
  return operand?.case === 'identExpr' && operand.value.name === local.name;
}
