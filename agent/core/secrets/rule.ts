/**
 * One kind of secret, as its vendor publishes the format. The engine looks for the keywords in one pass over the
 * text and tries `pattern` only near one that it found.
 */
export interface SecretRule {
  /** Lower-case words joined by `-`, the vendor first: `github-fine-grained-pat`. Part of records; never reused. */
  readonly id: string;
  /** What a person reads: `GitHub fine-grained personal access token`. */
  readonly title: string;
  /** What a placeholder says of it, 2 to 8 of `[A-Z0-9]`: `GHPAT`. */
  readonly label: string;
  /**
   * At least one stands in every match, at most `reach` characters before the secret begins or within it. ASCII,
   * three characters or more, compared without case when `caseless`.
   */
  readonly keywords: readonly string[];
  readonly caseless?: boolean;
  /**
   * Source of a RegExp (flag `i` when caseless). Every quantifier is bounded, no back reference, no look-around
   * but `(?<![…])` and `(?![…])` of one character class. The group `secret` is what is masked; without one, the
   * whole match is.
   */
  readonly pattern: string;
  /** Whether a match is a secret: a checksum, a structure, an entropy. Pure, and never throws. */
  readonly accepts?: (secret: string) => boolean;
  /**
   * Texts of our own making with exactly one secret, and texts that look like it and hold none. `‸` may stand
   * anywhere and is taken out before use: it keeps other scanners from taking this file for a leak.
   */
  readonly examples: readonly string[];
  readonly counterExamples: readonly string[];
}
