import type { Glob } from './glob.ts';

/** What the paths of one operation have in common, so that most patterns are known at once to match none of them. */
export interface PathIndex {
  /** False only when no path can match. */
  mayMatch(glob: Glob): boolean;
}

/** `paths` are folded segments, as `foldSegments` gives them. */
export function indexPaths(paths: readonly (readonly string[])[]): PathIndex {
  const names = new Set(paths.flat());
  const firsts = new Set(paths.map((segments) => segments[0]));
  const lasts = new Set(paths.map((segments) => segments.at(-1)));
  const lengths = new Set(paths.map(({ length }) => length));
  // An 8.3 name stands for names that are spelt otherwise, and nothing is known of it at once.
  const isPlain = paths.every((segments) => segments.every((segment) => !segment.includes('~')));
  return {
    mayMatch({ segments }) {
      if (!isPlain) return true;
      const [first, last] = [segments[0], segments.at(-1)];
      if (first?.kind === 'name' && !firsts.has(first.text)) return false;
      if (last?.kind === 'name' && !lasts.has(last.text)) return false;
      if (segments.some((each) => each.kind === 'name' && !names.has(each.text))) return false;
      return segments.some(({ kind }) => kind === 'any-depth') || lengths.has(segments.length);
    },
  };
}
