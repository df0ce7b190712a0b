import { isCelList } from '@bufbuild/cel';
import type { Call, Local, Test } from './fast-facts.ts';
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

/** Patterns that are written out, or null for any that are not. */
export function globsOf(arg: Expr | undefined): readonly Glob[] | null {
  if (arg === undefined) return null;
  const patterns = (arg.exprKind.case === 'listExpr' ? arg.exprKind.value.elements : [arg]).map(literalOf);
  const globs = patterns.flatMap((pattern) => {
    const glob = pattern === null ? null : parseGlob(pattern);
    return glob !== null && isGlob(glob) ? [glob] : [];
  });
  return globs.length === patterns.length ? globs : null;
}

/** `adds()` and `says()`: words of a push are known before it is judged; the engine searches any other text. */
export function termTest(call: Call, local: Local | null): Test | null {
  const term = local === null ? null : termOf(call, local);
  const terms = local?.fields.get('terms');
  if (term === null || terms === undefined) return null;
  return (_facts, element) => {
    const found = terms(element);
    if (!isCelList(found)) throw new TypeError('a list is expected');
    for (const each of found) if (each === term) return true;
    return false;
  };
}

/** The word, in lower case, that is looked for in the element. */
export function termOf({ target, args }: Call, local: Local): string | null {
  if (target?.exprKind.case !== 'identExpr' || target.exprKind.value.name !== local.name) return null;
  return args[0] === undefined ? null : (literalOf(args[0])?.toLowerCase() ?? null);
}

/** Whether `path` of a change is read. */
export function isPathOf(target: Expr | undefined, local: Local): boolean {
  if (local.list !== 'changes') return false;
  if (target?.exprKind.case !== 'selectExpr' || target.exprKind.value.field !== 'path') return false;
  const operand = target.exprKind.value.operand?.exprKind;
  return operand?.case === 'identExpr' && operand.value.name === local.name;
}
