import { foldSegments } from './fold.ts';
import type { Glob, GlobSegment } from './glob.ts';

/** What the paths of one operation have in common, so that most patterns are known at once to match none of them. */
export interface PathIndex {
  /** False only when no path can match. */
  mayMatch(glob: Glob): boolean;
}

/** So many patterns are looked for in the text of all paths; for more it is cheaper to take that apart once. */
const MAX_SEARCHES = 12;

export function indexPaths(paths: readonly string[]): PathIndex {
  const text = textOf(paths);
  // An 8.3 name stands for names that are spelt otherwise, and nothing is known of it at once.
  const isPlain = !text.includes('~');
  let searches = 0;
  let names: Names | null = null;
  return {
    mayMatch(glob) {
      if (!isPlain) return true;
      if (++searches <= MAX_SEARCHES) return glob.literals.every((literal) => text.includes(literal));
      names ??= namesIn(text);
      return mayBeOf(names, glob.segments);
    },
  };
}

/** All paths, folded, each on a line and between slashes, as `literals` of a pattern are written. */
function textOf(paths: readonly string[]): string {
  if (paths.length === 0) return '';
  const text = framed(paths);
  return NEEDS_FOLDING.test(text) ? framed(paths.map((path) => foldSegments(path).join('/'))) : text;
}

function framed(paths: readonly string[]): string {
  return `\n/${paths.join('/\n/')}/\n`;
}

/** Hardly any path does: nearly all are in lower case, and no segment is empty or has a dot at its end. */
const NEEDS_FOLDING = /[^a-z0-9_./\n-]|\.\/|\/\//;

/** Segments of all paths. */
interface Names {
  readonly firsts: ReadonlySet<string>;
  readonly lasts: ReadonlySet<string>;
  readonly all: ReadonlySet<string>;
  /** How many segments paths have. */
  readonly lengths: ReadonlySet<number>;
}

function namesIn(text: string): Names {
  const firsts = new Set<string>();
  const lasts = new Set<string>();
  const all = new Set<string>();
  const lengths = new Set<number>();
  for (const line of text.slice(2, -2).split('/\n/')) {
    const segments = line.split('/');
    firsts.add(segments[0] ?? '');
    lasts.add(segments.at(-1) ?? '');
    lengths.add(segments.length);
    for (const segment of segments) all.add(segment);
  }
  return { firsts, lasts, all, lengths };
}

function mayBeOf({ firsts, lasts, all, lengths }: Names, segments: readonly GlobSegment[]): boolean {
  const [first, last] = [segments[0], segments.at(-1)];
  if (first?.kind === 'name' && !firsts.has(first.text)) return false;
  if (last?.kind === 'name' && !lasts.has(last.text)) return false;
  const isOfLength = segments.some(({ kind }) => kind === 'any-depth') || lengths.has(segments.length);
  return isOfLength && segments.every((segment) => segment.kind !== 'name' || all.has(segment.text));
}
