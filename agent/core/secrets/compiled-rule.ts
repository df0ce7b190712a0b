import { beginsWithKeyword, takenBeforeKeyword } from './keyword-place.ts';
import type { CharClass } from './pattern/char-class.ts';
import { type Pattern, parsePattern } from './pattern/parse-pattern.ts';
import { compileProgram, type Program } from './pattern/program.ts';
import { Rejector } from './pattern/rejector.ts';
import type { SecretRule } from './rule.ts';

/** What a rule may look at besides the secret itself. */
export interface Candidate {
  /** Up to 64 characters before the match. */
  readonly before: string;
  /** From the start of the match to the secret. */
  readonly head: string;
  /** All of it, or its first 256 characters when it is longer. */
  readonly secret: string;
  /** The character after the secret; empty at the end of the text and when the secret is cut off. */
  readonly next: string;
  /** Whether the secret goes on after these characters. */
  readonly cutOff: boolean;
}

/** A rule of the engine's own, which knows more than a vendor's format. */
export interface GeneralRule extends SecretRule {
  /** Whether the name beside it, and not its form, makes it a secret. */
  readonly contextual?: boolean;
  /**
   * False when nothing that begins here would be judged a secret: `before` as in a candidate, `after` up to 64
   * characters from the keyword on, or all there are yet. Saves the work of a match. Pure, and never throws.
   */
  readonly mayBegin?: (before: string, after: string) => boolean;
  /** Pure, and never throws. */
  readonly judges?: (candidate: Candidate) => boolean;
  /** Source of what follows a match and is masked with it, as far as it can be read. */
  readonly body?: string;
}

/** What of the text has to be held back before a keyword of the rule is complete. */
export type Hold =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'keyword' }
  /** Up to `most` characters of `set`: the secret may begin before the keyword. */
  | { readonly kind: 'run'; readonly set: CharClass; readonly most: number };

export interface CompiledRule {
  readonly rule: GeneralRule;
  readonly program: Program;
  readonly rejector: Rejector;
  /** How far before a keyword a match may begin. */
  readonly lead: number;
  readonly hold: Hold;
  readonly body: Program | null;
}

/** How far a match may begin before its keyword. */
const MAX_LEAD = 200;

/** Throws PatternError. */
export function compileRule(rule: GeneralRule): CompiledRule {
  const options = { caseless: rule.caseless === true };
  const pattern = parsePattern(rule.pattern, options);
  const program = compileProgram(pattern);
  const rejector = new Rejector(program);
  const body = rule.body === undefined ? null : compileProgram(parsePattern(rule.body, options));
  const anchored = beginsWithKeyword(program, rule.keywords);
  if (anchored.always)
    return {
      rule,
      program,
      body,
      rejector,
      lead: 0,
      hold: { kind: anchored.secretBegun ? 'keyword' : 'nothing' },
    };
  const lead = Math.min(MAX_LEAD, longest(pattern));
  return { rule, program, rejector, body, lead, hold: holdOf(program, rule.keywords, lead) };
}

/**
 * A secret that begins after its keyword needs no text held for it. Another may begin anywhere in the last
 * characters that it can be made of until its keyword is complete.
 */
function holdOf(program: Program, keywords: readonly string[], lead: number): Hold {
  const set = takenBeforeKeyword(program, keywords);
  if (set === null) return { kind: 'nothing' };
  return { kind: 'run', set, most: lead + Math.max(...keywords.map((word) => word.length)) };
}

/** The most characters that a match takes; infinite when nothing bounds it. */
function longest(pattern: Pattern): number {
  switch (pattern.kind) {
    case 'class':
      return 1;
    case 'sequence':
      return pattern.items.reduce((sum, item) => sum + longest(item), 0);
    case 'choice':
      return Math.max(...pattern.options.map(longest));
    case 'repeat':
      return pattern.max === 0 ? 0 : longest(pattern.item) * (pattern.max ?? Number.POSITIVE_INFINITY);
    case 'secret':
      return longest(pattern.item);
    case 'look':
    case 'word-boundary':
    case 'text-start':
    case 'text-end':
      return 0;
  }
}
