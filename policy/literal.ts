import { celEnv, isCelError, parse, plan } from '@bufbuild/cel';
import { ExpressionFault } from './expression-fault.ts';
import { isGlob, parseGlob } from './glob.ts';
import { POLICY_LIMITS } from './limits.ts';
import type { Problem } from './policy-error.ts';
import { regexSize } from './regex-size.ts';
import type { Signature } from './signatures.ts';
import { type Expr, literalOf, type Syntax } from './syntax.ts';

/**
 * Checks an argument that must be written out: a glob, or a list of them, a regular expression, or a word to be
 * looked for in diffs, which is returned in lower case. Throws ExpressionFault.
 */
export function checkLiteral(
  use: NonNullable<Signature['literal']>,
  arg: Expr,
  syntax: Syntax,
): string | null {
  for (const each of use === 'glob' ? elementsOf(arg) : [arg]) {
    const text = literalOf(each);
    const problem = text === null ? NOT_LITERAL[use] : problemOf(use, text);
    if (problem !== null) throw new ExpressionFault(problem, syntax.offsetOf(each));
  }
  return use === 'diff-term' ? (literalOf(arg)?.toLowerCase() ?? null) : null;
}

const NOT_LITERAL: Readonly<Record<NonNullable<Signature['literal']>, Problem>> = Object.freeze({
  glob: notLiteral('a pattern', 'nothing that comes from outside may become one'),
  regex: notLiteral('a regular expression', 'nothing that comes from outside may become one'),
  'diff-term': notLiteral('a word', 'it is looked for while the diff goes by'),
  claim: notLiteral('the name of a claim', 'it has to be one that claims: defines'),
});

function notLiteral(what: string, why: string): Problem {
  const message = `something computed is seen, expected ${what} written out, since ${why}`;
  return { code: 'not-literal', message, hint: 'write it in quotes: ("…")' };
}

function elementsOf(arg: Expr): readonly Expr[] {
  return arg.exprKind.case === 'listExpr' ? arg.exprKind.value.elements : [arg];
}

function problemOf(use: NonNullable<Signature['literal']>, text: string): Problem | null {
  switch (use) {
    case 'glob': {
      const parsed = parseGlob(text);
      return isGlob(parsed) ? null : parsed;
    }
    case 'regex':
      return regexSizeProblem(text) ?? regexProblem(text);
    case 'diff-term':
      return termProblem(text);
    case 'claim':
      return null;
  }
}

/** Told before it is compiled, since that is what takes the time. */
function regexSizeProblem(pattern: string): Problem | null {
  if (pattern.length > POLICY_LIMITS.maxRegexChars || regexSize(pattern) <= POLICY_LIMITS.maxRegexSize)
    return null;
  const message = `the expression is too large with its repetitions written out, at most ${POLICY_LIMITS.maxRegexSize} characters and classes are expected`;
  return { code: 'regex', message, hint: 'repeat less: + or * for what may be long' };
}

const tryRegex = plan(celEnv(), parse('"".matches(pattern)'));

/** What is wrong with a regular expression, or null. The engine is RE2's: linear in the text, without look-around and back-references. */
export function regexProblem(pattern: string): Problem | null {
  if (pattern.length > POLICY_LIMITS.maxRegexChars) {
    const message = `the expression has ${pattern.length} characters, at most ${POLICY_LIMITS.maxRegexChars} are expected`;
    return { code: 'regex', message, hint: 'split it into several' };
  }
  const tried = tryRegex({ pattern });
  if (!isCelError(tried)) return null;
  const hint = 'write RE2 syntax: no look-around, no back-references, at most 1000 repetitions';
  return { code: 'regex', message: tried.message.replace(/^error parsing regexp: /u, ''), hint };
}

function termProblem(term: string): Problem | null {
  if (/\p{Cc}|\p{Zl}|\p{Zp}/u.test(term) || term.trim() === '') {
    const message = 'the word is empty or holds a line end or control character, and no line does';
    return { code: 'diff-term', message, hint: 'write one word or phrase of one line' };
  }
  if (term.length <= POLICY_LIMITS.maxDiffTermChars) return null;
  const message = `the word has ${term.length} characters, at most ${POLICY_LIMITS.maxDiffTermChars} are expected`;
  return { code: 'diff-term', message, hint: 'look for its beginning' };
}
