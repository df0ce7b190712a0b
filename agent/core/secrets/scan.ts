import type { CompiledRule } from './compiled-rule.ts';
import { DetectorError } from './detector-error.ts';
import { type Finding, type Found, mergeFound } from './finding.ts';
import { heldAtEnd, mayStart, startOfRun } from './late-start.ts';
import { meantBefore } from './meant-before.ts';
import { Attempt, MAX_HEAD, type Span, type Window } from './pattern/attempt.ts';
import { holdsPlaceholder } from './placeholder.ts';
import type { RuleSet, Trigger } from './rule-set.ts';

/** The most characters of a possible secret that are held; at the cap it is taken for one. */
export const MAX_HELD = 256;
/** How much of the text before a match a rule is shown. */
const AROUND = 64;
/** How far back a try may look: what is held, the longest head of a match, and what stands before it. */
const HISTORY = MAX_HELD + MAX_HEAD + AROUND;
/** A secret that goes on for longer is masked in pieces of this many characters. */
const MAX_SECRET = 65_536;
/**
 * Characters that all tries together may read: some for any text, and so many for each of its characters. Ordinary
 * text takes one in fifty; only text made to be slow takes more than this.
 */
const MAX_WORK = { base: 2_000_000, perCharacter: 8 };

/** Throws DetectorError `too-much-work` where a text of so many characters took more than it may. */
export function requireLittleWork(work: number, characters: number): void {
  if (work > MAX_WORK.base + MAX_WORK.perCharacter * characters)
    throw new DetectorError('too-much-work', `the text of ${characters} characters takes too long to search`);
}

export interface ScanOptions {
  readonly rules: RuleSet;
  /** Goes on with a secret that was decided before it ended. */
  readonly rest: CompiledRule;
  /** Whether a value is known not to be a secret. */
  readonly allowed: (secret: string) => boolean;
}

/** What is certain about the text, whatever follows. */
export interface Settled {
  /** Characters of the whole text before here will not change. */
  readonly upTo: number;
  /** Those that end before `upTo` and have not been given before. */
  readonly findings: readonly Finding[];
}

interface Try {
  readonly compiled: CompiledRule;
  readonly attempt: Attempt;
  /** Where the secret begins at the earliest: one before its keyword is that of another try. */
  readonly notBefore: number;
  /** Where the secret began when it is decided already, and only its end is looked for. */
  readonly decidedFrom: number | null;
}

/**
 * Looks for secrets in text that comes in pieces. What it finds depends on the text alone, not on how it was
 * cut: a rule is tried where its keyword ends, and each try reads every character once.
 */
export class Scan {
  readonly #options: ScanOptions;
  #window: Window = { text: '', base: 0 };
  #state: number;
  #live: Try[] = [];
  #found: Found[] = [];
  #settledUpTo = 0;
  #work = 0;

  constructor(options: ScanOptions) {
    this.#options = options;
    this.#state = options.rules.automaton.initial;
  }

  /** Characters that all tries together have read. */
  get work(): number {
    return this.#work;
  }

  /** Text from `from` to `to`, which must not have been let go of. */
  slice(from: number, to: number): string {
    const { text, base } = this.#window;
    return text.slice(from - base, to - base);
  }

  /** Throws DetectorError `too-much-work`. */
  write(text: string): void {
    const from = this.#extend(text);
    this.#resume();
    this.#seek(this.#options.rules.units.of(text), from);
  }

  end(): void {
    for (let open = this.#live; open.length > 0; open = this.#live) {
      this.#live = [];
      for (const each of open) this.#finish(each);
    }
  }

  #extend(text: string): number {
    const { text: before, base } = this.#window;
    const keep = Math.max(0, Math.min(this.#settledUpTo, base + before.length - HISTORY) - base);
    const kept = before.slice(keep);
    this.#window = { text: kept + text, base: base + keep };
    return kept.length;
  }

  #resume(): void {
    const open = this.#live;
    this.#live = [];
    for (const each of open) this.#read(each);
  }

  /** Looks for keywords in the text that begins at `from` of the window. */
  #seek(units: Uint8Array, from: number): void {
    const { automaton, triggers } = this.#options.rules;
    for (let at = 0; at < units.length; ) {
      const progress = automaton.next(units, at, this.#state);
      this.#state = progress.state;
      at = progress.at;
      if (!progress.hit) return;
      for (const index of automaton.endingAt(progress.state)) {
        const trigger = triggers[index];
        if (trigger !== undefined) this.#tryNear(trigger, from + at - trigger.length);
      }
    }
  }

  /** Tries a rule whose keyword begins at `at` of the window. */
  #tryNear({ compiled, exact, length }: Trigger, at: number): void {
    const { text, base } = this.#window;
    if (exact !== null && !text.startsWith(exact, at)) return;
    const notBefore = compiled.hold.kind === 'nothing' ? base + at + length : 0;
    for (const start of startsNear(compiled, text, at))
      if (this.#mayBegin(compiled, start)) {
        const attempt = new Attempt(compiled.steps, base + start, meantBefore(text, start));
        this.#read({ compiled, attempt, notBefore, decidedFrom: null });
      }
  }

  /** A secret longer than what is held is one though nothing behind that matches, so nothing there rejects it. */
  #mayBegin({ rule, rejector, fromSecret }: CompiledRule, at: number): boolean {
    const { text } = this.#window;
    if (rejector.rejects(text, at, fromSecret < MAX_HELD ? MAX_HEAD : MAX_HELD)) return false;
    return rule.mayBegin?.(text.slice(Math.max(0, at - AROUND), at), text.slice(at, at + AROUND)) !== false;
  }

  #read(each: Try): void {
    const { attempt, decidedFrom } = each;
    const end = this.#window.base + this.#window.text.length;
    const most = decidedFrom === null ? MAX_HELD : MAX_SECRET;
    while (attempt.live) {
      const begun = decidedFrom ?? attempt.secretStart();
      const limit = (begun ?? attempt.position) + most;
      if (begun !== null && attempt.position >= limit) {
        this.#cap(each, begun);
        return;
      }
      if (attempt.position >= end) {
        this.#live.push(each);
        return;
      }
      const from = attempt.position;
      attempt.read(this.#window, limit);
      this.#count(attempt.position - from);
    }
    this.#decide(each);
  }

  #count(characters: number): void {
    this.#work += characters;
    requireLittleWork(this.#work, this.#window.base + this.#window.text.length);
  }

  /** The text ends here. */
  #finish(each: Try): void {
    each.attempt.end(this.#window);
    this.#decide(each);
  }

  #decide({ compiled, attempt, notBefore, decidedFrom }: Try): void {
    if (decidedFrom !== null) {
      const end = attempt.best?.end ?? attempt.position - 1;
      this.#add(compiled, { start: decidedFrom, end: Math.max(end, attempt.start) });
      return;
    }
    const { best } = attempt;
    if (best === null || best.start < notBefore || !this.#isSecret(compiled, attempt, best)) return;
    if (compiled.body === null) this.#add(compiled, best);
    else
      this.#read({
        compiled,
        attempt: new Attempt(compiled.body, best.end),
        notBefore,
        decidedFrom: best.start,
      });
  }

  /** A match that is not decided when no more may be held is one, unless its rule knows better. */
  #cap({ compiled, attempt, notBefore, decidedFrom }: Try, begun: number): void {
    const { position } = attempt;
    const start = decidedFrom ?? attempt.liveStart() ?? begun;
    if (decidedFrom !== null) this.#add(compiled, { start, end: position });
    else if (!this.#isSecretSoFar(compiled, attempt, { start, end: position })) return;
    const from = decidedFrom === null ? start : position;
    const { steps } = this.#options.rest;
    const rest = decidedFrom === null ? steps : (compiled.body ?? steps);
    this.#read({ compiled, attempt: new Attempt(rest, position), notBefore, decidedFrom: from });
  }

  #add({ rule }: CompiledRule, { start, end }: Span): void {
    const { id, label, contextual = false, general = false } = rule;
    this.#found.push({ rule: id, label, contextual, general, start, end });
  }

  #isSecret(compiled: CompiledRule, attempt: Attempt, { start, end }: Span): boolean {
    const secret = this.slice(start, end);
    const { rule } = compiled;
    if (holdsPlaceholder(secret)) return false;
    if (rule.accepts?.(secret) === false) return false;
    if (
      rule.judges?.({
        ...this.#around(attempt, start),
        secret,
        next: this.slice(end, end + 1),
        cutOff: false,
      }) === false
    )
      return false;
    return !this.#options.allowed(secret);
  }

  #isSecretSoFar({ rule }: CompiledRule, attempt: Attempt, { start, end }: Span): boolean {
    const secret = this.slice(start, end);
    return rule.judges?.({ ...this.#around(attempt, start), secret, next: '', cutOff: true }) !== false;
  }

  #around(attempt: Attempt, secretStart: number): { readonly before: string; readonly head: string } {
    const { base } = this.#window;
    const before = this.slice(Math.max(base, attempt.start - AROUND), attempt.start);
    return { before, head: this.slice(attempt.start, secretStart) };
  }

  /** Everything that no later text can change, each finding once. */
  settle(): Settled {
    const end = this.#window.base + this.#window.text.length;
    const open = this.#live.map(({ attempt, decidedFrom }) => decidedFrom ?? attempt.secretStart() ?? end);
    return this.#settleBefore(Math.min(end - this.#heldForKeywords(), ...open));
  }

  /** What is left once the text has ended. */
  settleAll(): Settled {
    return this.#settleBefore(this.#window.base + this.#window.text.length);
  }

  #settleBefore(limit: number): Settled {
    const merged = mergeFound(this.#found);
    const findings = merged.filter(({ end }) => end <= limit);
    const upTo = Math.min(limit, ...merged.filter(({ end }) => end > limit).map(({ start }) => start));
    this.#found = this.#found.filter(({ end }) => end > upTo);
    this.#settledUpTo = Math.max(this.#settledUpTo, upTo);
    return { upTo: this.#settledUpTo, findings };
  }

  #heldForKeywords(): number {
    const { automaton, holds } = this.#options.rules;
    const { text } = this.#window;
    let held = automaton.heldAt(this.#state);
    for (const start of holds) held = Math.max(held, heldAtEnd(start, text));
    return held;
  }
}

/** Where in the window a match may begin for a keyword at `at`: only at what was held for it. */
function startsNear({ lead, hold }: CompiledRule, text: string, at: number): readonly number[] {
  if (lead === 0) return [at];
  const from = Math.max(0, at - lead);
  const first = hold.kind === 'run' ? startOfRun(hold.start.set, text.slice(0, at), from) : from;
  const starts = Array.from({ length: at - first + 1 }, (_, index) => first + index);
  return hold.kind === 'run'
    ? starts.filter((start) => mayStart(hold.start, { text, first }, start))
    : starts;
}
