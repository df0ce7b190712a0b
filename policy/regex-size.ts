import { childrenOf, type Expr, literalOf } from './syntax.ts';

/**
 * About how many instructions a regular expression (RE2 syntax) is compiled to: what a counted repetition repeats
 * counts that often. Compiling takes time by this, and so does matching, for each character of a text.
 */
export function regexSize(pattern: string): number {
  const above: number[] = [];
  let size = 0;
  let atom = 0;
  for (let at = 0; at < pattern.length; ) {
    const token = tokenAt(pattern, at);
    at += token.length;
    const times = repeats(token);
    if (token === '(') {
      above.push(size);
      size = 0;
    } else if (token === ')') {
      // Of a bracket that nothing opened all that stands before it is taken.
      atom = size + 2;
      size = (above.pop() ?? 0) + atom;
    } else if (times !== null) {
      size += atom * Math.max(0, times - 1);
      atom *= Math.max(1, times);
    } else {
      atom = token.startsWith('\\Q') ? token.length : 1;
      size += atom;
    }
  }
  return above.reduce((sum, part) => sum + part, size);
}

/** How many steps it takes for a character of a text, of which it may look at many instructions. */
export function regexWeight(pattern: string): number {
  return Math.ceil(Math.max(1, regexSize(pattern)) / INSTRUCTIONS_A_STEP);
}

const INSTRUCTIONS_A_STEP = 64;

/** The same of all the expressions that a condition matches with. */
export function regexSizeIn(root: Expr): number {
  const own = regexOf(root);
  return childrenOf(root).reduce((sum, child) => sum + regexSizeIn(child), own === null ? 0 : regexSize(own));
}

/** The regular expression of a call of `matches()`; null for anything else. */
export function regexOf({ exprKind }: Expr): string | null {
  if (exprKind.case !== 'callExpr' || exprKind.value.function !== 'matches') return null;
  const [pattern] = exprKind.value.args;
  return pattern === undefined ? null : literalOf(pattern);
}

/** A text taken as it is, an escape, a class, a repetition, or one character. */
const TOKEN =
  /\\Q.*?(?:\\E|$)|\\[pPx]\{[^}]*\}|\\.|\[\^?\]?(?:\\.|\[:\^?[a-z]+:\]|[^\]\\])*\]|\{[0-9]+(?:,[0-9]*)?\}|./suy;

function tokenAt(pattern: string, at: number): string {
  TOKEN.lastIndex = at;
  return TOKEN.exec(pattern)?.[0] ?? pattern.slice(at);
}

/** How often at most a counted repetition writes out what it repeats; null for anything else. */
function repeats(token: string): number | null {
  const counts = /^\{([0-9]+)(?:,([0-9]*))?\}$/u.exec(token);
  return counts === null ? null : Math.max(Number(counts[1]), Number(counts[2] ?? 0));
}
