import type { CelValue } from '@bufbuild/cel';
import { RE2JS } from '@bufbuild/re2';
import { type Budget, createBudget } from './budget.ts';
import type { TextTools } from './fast-facts.ts';
import { foldSegments } from './fold.ts';
import { type Glob, isGlob, matchGlob, parseGlob } from './glob.ts';
import { regexWeight } from './regex-size.ts';

/** Folded names kept within one operation; a push names the same paths once for each rule. */
const MAX_FOLDED = 10_000;

interface Regex {
  readonly compiled: RE2JS;
  /** Steps that a character of the text takes. */
  readonly weight: number;
}

/**
 * Functions of texts that spend of the budget of one operation what they cost. Owner of that budget, and of what was
 * worked out for the operation and for the policy; evaluations are synchronous, so no two operations meet here.
 */
export class MeasuredText implements TextTools {
  #budget: Budget = createBudget(0);
  #folded = new Map<string, readonly string[]>();
  #lowered = new Map<string, string>();
  /** Patterns and expressions are literals of the policy, so that there are no more of them than it holds. */
  readonly #globs = new Map<string, Glob>();
  readonly #regexes = new Map<string, Regex>();

  /** Begins an operation, which may spend this much. */
  begin(budget: Budget): void {
    this.#budget = budget;
    this.#folded = new Map();
    this.#lowered = new Map();
  }

  spend(steps: number): void {
    this.#budget.spend(steps);
  }

  matches(text: string, glob: Glob): boolean {
    const meter = { steps: 0 };
    const matched = matchGlob(glob, this.#segmentsOf(text), meter);
    this.spend(meter.steps);
    return matched;
  }

  /** Throws TypeError for what is no pattern. */
  matchesPattern(text: string, pattern: CelValue): boolean {
    return this.matches(text, this.#globOf(pattern));
  }

  /** By RE2's algorithm, in time linear in the text. Throws for what is no expression. */
  matchesRegex(text: string, pattern: string): boolean {
    const { compiled, weight } = this.#regexOf(pattern);
    this.spend(1 + text.length * weight);
    return compiled.test(text);
  }

  contains(text: string, part: string): boolean {
    this.spend(searchSteps(text));
    return text.includes(part);
  }

  /** The same whatever the case; false for what is no text. */
  holds(text: CelValue | undefined, term: string): boolean {
    if (typeof text !== 'string') return false;
    this.spend(searchSteps(text));
    return this.#lowerCase(text).includes(term.toLowerCase());
  }

  /** In code points. */
  size(text: string): bigint {
    this.spend(searchSteps(text));
    return BigInt(codePoints(text));
  }

  #segmentsOf(text: string): readonly string[] {
    const known = this.#folded.get(text);
    if (known !== undefined) return known;
    this.spend(text.length);
    const segments = foldSegments(text);
    if (this.#folded.size < MAX_FOLDED) this.#folded.set(text, segments);
    return segments;
  }

  #lowerCase(text: string): string {
    const known = this.#lowered.get(text);
    if (known !== undefined) return known;
    this.spend(text.length);
    const lower = text.toLowerCase();
    if (this.#lowered.size < MAX_FOLDED) this.#lowered.set(text, lower);
    return lower;
  }

  #globOf(pattern: CelValue): Glob {
    if (typeof pattern !== 'string') throw new TypeError('a pattern is not a text');
    const known = this.#globs.get(pattern);
    if (known !== undefined) return known;
    const parsed = parseGlob(pattern);
    if (!isGlob(parsed)) throw new TypeError(parsed.message);
    this.#globs.set(pattern, parsed);
    return parsed;
  }

  #regexOf(pattern: string): Regex {
    const known = this.#regexes.get(pattern);
    if (known !== undefined) return known;
    const made = { compiled: RE2JS.compile(pattern), weight: regexWeight(pattern) };
    this.#regexes.set(pattern, made);
    return made;
  }
}

/** A search by the machine's own instructions takes far less than a step a character. */
function searchSteps(text: string): number {
  return 1 + Math.ceil(text.length / 64);
}

function codePoints(text: string): number {
  let count = text.length;
  for (let index = 1; index < text.length; index++) {
    if (isSurrogate(text, index, 0xdc00) && isSurrogate(text, index - 1, 0xd800)) count--;
  }
  return count;
}

function isSurrogate(text: string, index: number, half: 0xd800 | 0xdc00): boolean {
  return (text.charCodeAt(index) & 0xfc00) === half;
}
