import type { Glob, GlobSegment } from './glob.ts';

/** What the paths of one operation have in common, so that most patterns are known at once to match none of them. */
export interface PathIndex {
  /** False only when no path can match. */
  mayMatch(glob: Glob): boolean;
}

/** `paths` are folded segments, as `foldSegments` gives them. */
export function indexPaths(paths: readonly (readonly string[])[]): PathIndex {
  const firsts = new Set<string | undefined>();
  const lasts = new Set<string | undefined>();
  const lengths = new Set<number>();
  // An 8.3 name stands for names that are spelt otherwise, and nothing is known of it at once.
  let isPlain = true;
  for (const segments of paths) {
    firsts.add(segments[0]);
    lasts.add(segments.at(-1));
    lengths.add(segments.length);
    for (const segment of segments) if (segment.includes('~')) isPlain = false;
  }
  // Most patterns are known by their ends, so that the rest is made when one is not.
  let names: ReadonlySet<string> | null = null;
  const isThere = (segment: GlobSegment): boolean => {
    if (segment.kind !== 'name') return true;
    names ??= new Set(paths.flat());
    return names.has(segment.text);
  };
  return {
    mayMatch({ segments }) {
      if (!isPlain) return true;
      const [first, last] = [segments[0], segments.at(-1)];
      if (first?.kind === 'name' && !firsts.has(first.text)) return false;
      if (last?.kind === 'name' && !lasts.has(last.text)) return false;
      const isOfLength = segments.some(({ kind }) => kind === 'any-depth') || lengths.has(segments.length);
      return isOfLength && segments.every(isThere);
    },
  };
}
