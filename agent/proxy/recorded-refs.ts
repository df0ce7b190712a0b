const MAX_BYTES = 256 * 1024;

/**
 * As many refs as there is room for beside the rest of a record, in their order. A push may name so many, of such
 * length, that nothing of it could be written down; then those with the longest names are left out, since the ones
 * that matter are short, and counted.
 */
export function recordedRefs<R extends { readonly ref: string }>(
  refs: readonly R[],
): { readonly refs: readonly R[]; readonly refsLeftOut?: number } {
  const sizes = refs.map((each) => Buffer.byteLength(JSON.stringify(each)));
  const shortestFirst = sizes.map((size, at) => ({ size, at })).sort((a, b) => a.size - b.size);
  const kept = new Set<number>();
  let bytes = 0;
  for (const { size, at } of shortestFirst) {
    bytes += size;
    if (bytes > MAX_BYTES) break;
    kept.add(at);
  }
  if (kept.size === refs.length) return { refs };
  return { refs: refs.filter((_, at) => kept.has(at)), refsLeftOut: refs.length - kept.size };
}
