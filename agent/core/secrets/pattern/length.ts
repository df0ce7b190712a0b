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
