import type { Pattern } from './parse-pattern.ts';

/** The most characters that a match takes; infinite when nothing bounds it. */
export function longest(pattern: Pattern): number {
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

/** The fewest characters that a match takes. */
export function shortest(pattern: Pattern): number {
  switch (pattern.kind) {
    case 'class':
      return 1;
    case 'sequence':
      return pattern.items.reduce((sum, item) => sum + shortest(item), 0);
    case 'choice':
      return Math.min(...pattern.options.map(shortest));
    case 'repeat':
      return shortest(pattern.item) * pattern.min;
    case 'secret':
      return shortest(pattern.item);
    case 'look':
    case 'word-boundary':
    case 'text-start':
    case 'text-end':
      return 0;
  }
}

/** The most characters from where the secret begins to the end of the match. */
export function longestFromSecret(pattern: Pattern): number {
  return fromSecret(pattern) ?? longest(pattern);
}

/** Null when the pattern names no secret. */
function fromSecret(pattern: Pattern): number | null {
  switch (pattern.kind) {
    case 'secret':
      return longest(pattern.item);
    case 'sequence':
      return mostOf(
        pattern.items.map((item, index) => plus(fromSecret(item), pattern.items.slice(index + 1))),
      );
    case 'choice':
      return mostOf(pattern.options.map(fromSecret));
    case 'repeat':
      return plus(fromSecret(pattern.item), [pattern]);
    case 'class':
    case 'look':
    case 'word-boundary':
    case 'text-start':
    case 'text-end':
      return null;
  }
}

function plus(length: number | null, after: readonly Pattern[]): number | null {
  return length === null ? null : after.reduce((sum, item) => sum + longest(item), length);
}

function mostOf(lengths: readonly (number | null)[]): number | null {
  const known = lengths.filter((length) => length !== null);
  return known.length === 0 ? null : Math.max(...known);
}
