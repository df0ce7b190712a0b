import { parse } from '@bufbuild/cel';
import { ExpressionFault } from './expression-fault.ts';
import { POLICY_LIMITS } from './limits.ts';
import type { Problem } from './policy-error.ts';

export type Expr = NonNullable<ReturnType<typeof parse>['expr']>;

/** A parsed condition: its tree, macros expanded, and where each node stands in its text. */
export interface Syntax {
  readonly text: string;
  readonly root: Expr;
  offsetOf(expr: Expr): number;
}

/** Parses one CEL expression. Throws ExpressionFault. */
export function parseExpression(text: string): Syntax {
  refuseBrackets(text);
  const parsed = parseOrFault(text);
  refuseChains(parsed.expr);
  const positions = parsed.sourceInfo?.positions ?? {};
  return {
    text,
    root: parsed.expr,
    offsetOf: (expr) => skipSpace(text, positions[String(expr.id)] ?? 0),
  };
}

/** The string an expression is written as, or null when it is anything else. */
export function literalOf({ exprKind }: Expr): string | null {
  if (exprKind.case !== 'constExpr') return null;
  const { constantKind } = exprKind.value;
  return constantKind.case === 'stringValue' ? constantKind.value : null;
}

function parseOrFault(text: string): ReturnType<typeof parse> {
  try {
    return parse(text);
  } catch (cause) {
    if (cause instanceof RangeError) throw tooDeep(0);
    throw syntaxFault(text, cause);
  }
}

/** The parser recurses as deep as brackets nest. */
function refuseBrackets(text: string): void {
  let depth = 0;
  for (let offset = 0; offset < text.length; offset++) {
    const character = text[offset] ?? '';
    if ('([{'.includes(character)) depth++;
    if (')]}'.includes(character)) depth--;
    if (depth > POLICY_LIMITS.maxExpressionDepth) throw tooDeep(offset);
  }
}

/** The checker and the evaluation recurse as deep as the tree is, in which `a || b || c` nests as well. */
function refuseChains(root: Expr): void {
  let level: readonly Expr[] = [root];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > POLICY_LIMITS.maxExpressionTreeDepth) throw tooLong();
    level = level.flatMap(childrenOf);
  }
}

/** The nodes right below, in the order of the text where it has one. */
export function childrenOf({ exprKind }: Expr): readonly Expr[] {
  const parts = partsOf(exprKind);
  return parts.filter((part) => part !== undefined);
}

function partsOf(kind: Expr['exprKind']): readonly (Expr | undefined)[] {
  switch (kind.case) {
    case 'callExpr':
      return [kind.value.target, ...kind.value.args];
    case 'selectExpr':
      return [kind.value.operand];
    case 'listExpr':
      return kind.value.elements;
    case 'comprehensionExpr': {
      const { iterRange, accuInit, loopCondition, loopStep, result } = kind.value;
      return [iterRange, accuInit, loopCondition, loopStep, result];
    }
    case 'constExpr':
    case 'identExpr':
    case 'structExpr':
    case undefined:
      return [];
  }
}

function tooLong(): ExpressionFault {
  const message = `the condition chains more than ${POLICY_LIMITS.maxExpressionTreeDepth} operators`;
  return new ExpressionFault({ code: 'cost', message, hint: 'use in with a list, or several rules' }, 0);
}

function tooDeep(offset: number): ExpressionFault {
  const message = `the condition nests too deep, at most ${POLICY_LIMITS.maxExpressionDepth} brackets are expected`;
  return new ExpressionFault({ code: 'cost', message, hint: 'split it into several rules' }, offset);
}

/**
 * The parser says where it gave up, which is often at the start of what holds the mistake. The usual mistakes are
 * habits of other languages, and those are looked for in the whole text.
 */
function syntaxFault(text: string, cause: unknown): ExpressionFault {
  const mistake = findMistake(text) ?? { offset: offsetIn(cause), hint: SYNTAX_HINT };
  const seen = /^(?:[A-Za-z_][A-Za-z_0-9]*|&&|\|\||[=!<>]=|.)/u.exec(text.slice(mistake.offset))?.[0];
  const problem: Problem = {
    code: 'expression-syntax',
    message: `${seen === undefined ? 'the condition ends here' : `the condition cannot be read at '${seen}'`}, expected CEL`,
    hint: text.trim() === '' ? 'leave `when` out for a rule that always matches' : mistake.hint,
  };
  return new ExpressionFault(problem, mistake.offset);
}

const SYNTAX_HINT = 'write CEL: name.field == "text", &&, ||, !, in, list.exists(x, …)';

interface Mistake {
  readonly offset: number;
  readonly hint: string;
}

/** Looked for outside of quotes. */
const HABITS: readonly (readonly [RegExp, string])[] = [
  [/===/u, 'compare with =='],
  [/(?<![=!<>])=(?![=~])/u, 'compare with =='],
  [/\band\b/iu, 'write &&'],
  [/\bor\b/iu, 'write ||'],
  [/\bnot\b/iu, 'write !'],
  [/(?<!&)&(?!&)/u, 'write &&'],
  [/(?<!\|)\|(?!\|)/u, 'write ||'],
  [/=?~/u, 'write text.matches("…") or text.glob("…")'],
  [/\/\/|#/u, 'put comments outside of the condition, in YAML'],
  [/["']/u, 'close the quoted text, on the same line'],
];

function findMistake(text: string): Mistake | null {
  const bare = text.replaceAll(/"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'/gu, (quoted) =>
    ' '.repeat(quoted.length),
  );
  const found = HABITS.flatMap(([pattern, hint]) => {
    const offset = bare.search(pattern);
    return offset === -1 ? [] : [{ offset, hint }];
  });
  return found.toSorted((a, b) => a.offset - b.offset)[0] ?? unbalanced(bare);
}

/** The first bracket that nothing opened, or the last that nothing closes. */
function unbalanced(bare: string): Mistake | null {
  const open: number[] = [];
  for (let offset = 0; offset < bare.length; offset++) {
    const character = bare[offset] ?? '';
    if ('([{'.includes(character)) open.push(offset);
    else if (')]}'.includes(character) && open.pop() === undefined) return { offset, hint: CLOSE };
  }
  const last = open.at(-1);
  return last === undefined ? null : { offset: last, hint: CLOSE };
}

const CLOSE = 'close each bracket once';

function offsetIn(cause: unknown): number {
  if (!(cause instanceof Error) || !('location' in cause)) return 0;
  const { location } = cause;
  if (typeof location !== 'object' || location === null || !('start' in location)) return 0;
  const { start } = location;
  if (typeof start !== 'object' || start === null || !('offset' in start)) return 0;
  return typeof start.offset === 'number' ? start.offset : 0;
}

function skipSpace(text: string, offset: number): number {
  let at = offset;
  while (at < text.length && /\s/u.test(text[at] ?? '')) at++;
  return at;
}
