/**
 * Bounds of a policy document and of its evaluation. Beyond them a document is refused, and an evaluation ends
 * as one that could not be finished.
 */
export const POLICY_LIMITS = Object.freeze({
  maxDocumentBytes: 256 * 1024,
  maxRules: 1000,
  /** Of a repository's own policy. */
  maxWorkspaceBytes: 32 * 1024,
  /** Words and signs of it: anybody may write one, and a parser takes its time for each. */
  maxWorkspaceTokens: 8000,
  maxExpressionChars: 4000,
  /** Brackets within brackets in one expression. */
  maxExpressionDepth: 48,
  /** Operators after each other, which nest in the tree as brackets do in the text. */
  maxExpressionTreeDepth: 500,
  /** `exists`, `all`, `filter`, `map` inside each other: each level multiplies by the length of a list. */
  maxMacroDepth: 2,
  maxDiffTerms: 64,
  maxDiffTermChars: 64,
  maxGlobChars: 512,
  maxRegexChars: 256,
  /** Instructions of one regular expression in a condition, and of all in a document together. */
  maxRegexSize: 2000,
  maxRegexSizes: 20_000,
  /** Steps one operation may cost over all rules; about a microsecond or less each. */
  maxEvaluationSteps: 20_000_000,
});
