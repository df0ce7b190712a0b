import { isChanged, type Rejudged } from '../../policy/rejudge.ts';
import type { DryRun, DryRunChange, DryRunExample } from '../../protocol/dry-run.ts';

/** What an answer may hold of each. */
const MAX_CHANGES = 100;
const MAX_EXAMPLES = 5;
const MAX_BLIND_RULES = 1000;
const MAX_TEXT = 300;

/** Who did what an example tells of, and when. */
export type ExampleOf = Pick<DryRunExample, 'at' | 'session' | 'subject'>;

interface Change extends DryRunChange {
  readonly examples: DryRunExample[];
}

/** Counts decisions by whether they would be otherwise, and by the rule that would make them. */
export class DryRunTally {
  readonly #changes = new Map<string, Change>();
  readonly #blindRules = new Set<string>();
  #decisions = 0;
  #changed = 0;
  #untold = 0;

  /** `of`: null where no example is wanted. */
  add(rejudged: Rejudged, of: ExampleOf | null): void {
    const { verdict, unknown } = rejudged.after;
    this.#decisions += 1;
    if (verdict === 'cannot-tell') {
      this.#untold += 1;
      for (const rule of unknown) this.#blindRules.add(rule);
    } else if (isChanged(rejudged)) {
      this.#changed += 1;
      for (const rule of rejudged.after.rules) this.#count(rule, { ...rejudged, verdict }, of);
    }
  }

  told(): Pick<DryRun, 'decisions' | 'same' | 'changed' | 'untold' | 'changes' | 'blindRules'> {
    const [decisions, changed, untold] = [this.#decisions, this.#changed, this.#untold];
    const changes = [...this.#changes.values()].toSorted((one, other) => other.count - one.count);
    return {
      ...{ decisions, changed, untold, same: decisions - changed - untold },
      changes: changes.slice(0, MAX_CHANGES),
      blindRules: [...this.#blindRules].slice(0, MAX_BLIND_RULES),
    };
  }

  #count(
    rule: string,
    { kind, what, before, verdict: after }: Rejudged & { readonly verdict: DryRunChange['after'] },
    of: ExampleOf | null,
  ): void {
    const name = `${before} ${after} ${rule}`;
    const known = this.#changes.get(name);
    const [count, examples] = [known?.count ?? 0, known?.examples ?? []];
    const example = { kind, what: what.slice(0, MAX_TEXT) };
    if (of !== null && examples.length < MAX_EXAMPLES) examples.push({ ...of, ...example });
    this.#changes.set(name, { rule, before, after, count: count + 1, examples });
  }
}
