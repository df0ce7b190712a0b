import { beginsWithKeyword } from './keyword-place.ts';
import { type LateRule, type LateStart, lateStartOf } from './late-start.ts';
import { longest, longestFromSecret } from './pattern/length.ts';
import { loosened } from './pattern/loosened.ts';
import { type Pattern, parsePattern } from './pattern/parse-pattern.ts';
import { compileProgram } from './pattern/program.ts';
import { Rejector } from './pattern/rejector.ts';
import { Steps } from './pattern/steps.ts';
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
  /** Whether it knows no vendor: what a vendor's rule says of the same text goes before it. */
  readonly general?: boolean;
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
  /** What may be a secret whose keyword is still to come. */
  | { readonly kind: 'run'; readonly start: LateStart };

export interface CompiledRule {
  readonly rule: GeneralRule;
  readonly steps: Steps;
  readonly rejector: Rejector;
  /** The most characters from where the secret begins to the end of a match. */
  readonly fromSecret: number;
  /** How far before a keyword a match may begin. */
  readonly lead: number;
  readonly hold: Hold;
  readonly body: Steps | null;
}

/** How far a match may begin before its keyword. */
const MAX_LEAD = 200;

/** A rule is a constant: it is compiled once, for however many detectors. */
const COMPILED = new WeakMap<GeneralRule, CompiledRule>();

/** The same for the same rule. Throws PatternError. */
export function compileRule(rule: GeneralRule): CompiledRule {
  const known = COMPILED.get(rule);
  if (known !== undefined) return known;
  const compiled = compileAnew(rule);
  COMPILED.set(rule, compiled);
  return compiled;
}

function compileAnew(rule: GeneralRule): CompiledRule {
  const options = { caseless: rule.caseless === true };
  const pattern = parsePattern(rule.pattern, options);
  const program = compileProgram(pattern);
  const steps = new Steps(program);
  const body = rule.body === undefined ? null : new Steps(compileProgram(parsePattern(rule.body, options)));
  const fromSecret = longestFromSecret(pattern);
  const anchored = beginsWithKeyword(program, rule.keywords);
  if (anchored.always)
    return {
      rule,
      steps,
      body,
      fromSecret,
      rejector: new Rejector(compileProgram(loosened(pattern)), longest(pattern)),
      lead: 0,
      hold: { kind: anchored.secretBegun ? 'keyword' : 'nothing' },
    };
  const lead = Math.min(MAX_LEAD, longest(pattern));
  // It also says how much of a stream is held, so it is exact.
  const rejector = new Rejector(program, longest(pattern));
  const hold = holdOf({ rule, program, rejector, lead }, pattern);
  return { rule, steps, rejector, fromSecret, body, lead, hold };
}

/** A secret that begins after its keyword needs no text held for it. */
function holdOf(rule: LateRule, pattern: Pattern): Hold {
  const start = lateStartOf(rule, pattern);
  return start === null ? { kind: 'nothing' } : { kind: 'run', start };
}
