/**
 * The types of the expression language. `string` may carry the only values there are, so that a misspelt one is
 * found at load, or have no capital letters, so that a literal with one is. `unknown` is the element of an empty list and goes with everything.
 */
export type Shape =
  | { readonly kind: 'bool' }
  | { readonly kind: 'int' }
  | { readonly kind: 'string'; readonly values: readonly string[] | null; readonly lower?: true }
  | { readonly kind: 'list'; readonly of: Shape }
  | { readonly kind: 'record'; readonly name: string; readonly fields: Readonly<Record<string, Field>> }
  | { readonly kind: 'unknown' };

export interface Field {
  readonly shape: Shape;
  readonly description: string;
  /** Not everything of its kind has it; a condition that reads it there is one that cannot be evaluated. */
  readonly optional?: true;
}

export const BOOL: Shape = Object.freeze({ kind: 'bool' });
export const INT: Shape = Object.freeze({ kind: 'int' });
export const STRING: Shape = Object.freeze({ kind: 'string', values: null });
/** A text without capital letters. */
export const LOWER: Shape = Object.freeze({ kind: 'string', values: null, lower: true });
export const UNKNOWN: Shape = Object.freeze({ kind: 'unknown' });

export function oneOf(...values: readonly string[]): Shape {
  return Object.freeze({ kind: 'string', values: Object.freeze(values) });
}

export function listOf(of: Shape): Shape {
  return Object.freeze({ kind: 'list', of });
}

export function record(name: string, fields: Readonly<Record<string, Field>>): Shape {
  return Object.freeze({ kind: 'record', name, fields: Object.freeze(fields) });
}

/** How messages and the documentation write a shape: `list of string`. */
export function shapeName(shape: Shape): string {
  switch (shape.kind) {
    case 'bool':
    case 'int':
    case 'string':
    case 'unknown':
      return shape.kind;
    case 'list':
      return `list of ${shapeName(shape.of)}`;
    case 'record':
      return shape.name;
  }
}

/** Whether values of both can be one thing: compared, listed together, chosen between. */
export function isAlike(a: Shape, b: Shape): boolean {
  if (a.kind === 'unknown' || b.kind === 'unknown') return true;
  if (a.kind === 'list' && b.kind === 'list') return isAlike(a.of, b.of);
  if (a.kind === 'record' && b.kind === 'record') return a.name === b.name;
  return a.kind === b.kind;
}

/** The shape of what is either of two alike ones. */
export function joined(a: Shape, b: Shape): Shape {
  if (a.kind === 'unknown') return b;
  if (a.kind === 'list' && b.kind === 'list') return listOf(joined(a.of, b.of));
  if (a.kind === 'string' && b.kind === 'string' && a.values !== b.values) return STRING;
  return a;
}
