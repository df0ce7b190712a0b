import { createDetector, type Detector, type DetectorLimits } from './detector.ts';
import type { Finding } from './finding.ts';
import { KNOWN_LABEL, PLACEHOLDER_PREFIX } from './placeholder.ts';
import type { Vault } from './vault.ts';

/** A shorter value may stand anywhere by chance, and its encodings, too. */
const MIN_LENGTH = 8;
const MAX_LENGTH = 1024;
/** The ones that a session saw last; each is looked for in a dozen forms. */
const MAX_VALUES = 32;

/**
 * Finds the secrets of one session wherever they stand, with no name beside them, and in Base64, hex and the escapes
 * of URLs. What the session learns meanwhile counts from the next text on.
 */
export class SessionValues {
  readonly #vault: Pick<Vault, 'kept' | 'changes'>;
  readonly #limits: DetectorLimits;
  #built: { readonly changes: number; readonly detector: Detector } | null = null;

  constructor(vault: Pick<Vault, 'kept' | 'changes'>, limits: DetectorLimits) {
    this.#vault = vault;
    this.#limits = limits;
  }

  detector(): Detector {
    const { changes } = this.#vault;
    if (this.#built?.changes !== changes) this.#built = { changes, detector: this.#build() };
    return this.#built.detector;
  }

  #build(): Detector {
    const known = [...this.#vault.kept()]
      // What stands for a value in another form is no value of its own.
      .filter(([placeholder]) => !placeholder.startsWith(`${PLACEHOLDER_PREFIX}${KNOWN_LABEL}_`))
      .map(([, secret]) => secret)
      .filter(({ length }) => length >= MIN_LENGTH && length <= MAX_LENGTH)
      .slice(-MAX_VALUES);
    const allowed = (): boolean => false;
    return createDetector({
      rules: [],
      known,
      allowed,
      internalDomains: [],
      patterns: [],
      limits: this.#limits,
    });
  }
}

/** Findings of two detectors in one text: what overlaps becomes one, named as `first` names it. */
export function joined(first: readonly Finding[], second: readonly Finding[]): readonly Finding[] {
  if (second.length === 0) return first;
  const merged: Finding[] = [];
  for (const each of [...first, ...second].toSorted((a, b) => a.start - b.start)) {
    const last = merged.at(-1);
    if (last === undefined || each.start >= last.end) {
      merged.push(each);
      continue;
    }
    const named = first.includes(last) || !first.includes(each) ? last : each;
    const end = last.end > each.end ? last.end : each.end;
    merged[merged.length - 1] = { ...named, start: last.start, end };
  }
  return merged;
}
