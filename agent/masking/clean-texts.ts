import { hash } from 'node:crypto';
import type { Detector } from '../core/secrets/detector.ts';
import type { Finding } from '../core/secrets/finding.ts';
import { joined } from '../core/secrets/session-values.ts';

type Searcher = Pick<Detector, 'scan'>;

/** A shorter text is searched in the time that its digest takes. */
const MIN_CHARS = 256;
const NOTHING: readonly Finding[] = Object.freeze([]);

/**
 * Knows the texts of one session in which nothing was found, by their digests: every turn of a conversation sends all
 * that was said before. What is found depends on the text and the detectors alone, so a text is clean for as long as
 * both detectors are the ones that found it so.
 */
export class CleanTexts {
  readonly #maxTexts: number;
  readonly #digests = new Set<string>();
  #first: Searcher | null = null;
  #second: Searcher | null = null;

  constructor(maxTexts: number) {
    this.#maxTexts = maxTexts;
  }

  /** What both find in the text. Throws what they throw. */
  scan(text: string, first: Searcher, second: Searcher): readonly Finding[] {
    // Half of a surrogate pair has no UTF-8: texts that differ in it alone would have one digest.
    if (text.length < MIN_CHARS || !text.isWellFormed()) return joined(first.scan(text), second.scan(text));
    this.#keepFor(first, second);
    const digest = hash('sha256', text, 'base64');
    const isClean = this.#digests.delete(digest);
    const found = isClean ? NOTHING : joined(first.scan(text), second.scan(text));
    if (found.length === 0) this.#remember(digest);
    return found;
  }

  #keepFor(first: Searcher, second: Searcher): void {
    if (first !== this.#first || second !== this.#second) this.#digests.clear();
    this.#first = first;
    this.#second = second;
  }

  /** The one that was met longest ago makes room. */
  #remember(digest: string): void {
    this.#digests.add(digest);
    const [oldest] = this.#digests;
    if (this.#digests.size > this.#maxTexts && oldest !== undefined) this.#digests.delete(oldest);
  }
}
