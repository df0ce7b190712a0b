import type { Pattern } from './parse-pattern.ts';

/** A repetition whose bounds are so far apart is taken as endless. */
const WIDE = 8;

/**
 * A pattern that matches all that this one does, and more: where it counts up to many, the other does not count. An
 * automaton of it has a state where one of the pattern has a state for each number.
 */
export function loosened(pattern: Pattern): Pattern {
  switch (pattern.kind) {
    case 'sequence':
      return { ...pattern, items: pattern.items.map(loosened) };
    case 'choice':
      return { ...pattern, options: pattern.options.map(loosened) };
    case 'secret':
      return { ...pattern, item: loosened(pattern.item) };
    case 'repeat': {
      const { min, max } = pattern;
      return {
        ...pattern,
        item: loosened(pattern.item),
        max: max !== null && max - min >= WIDE ? null : max,
      };
    }
    case 'class':
    case 'look':
    case 'word-boundary':
    case 'text-start':
    case 'text-end':
      return pattern;
  }
}
