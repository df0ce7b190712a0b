const MAX_LENGTH = 1_024;
const SEGMENT = /^(?:[A-Za-z0-9._~+-]|(?!^)%20(?!$))+$/;
const GIT_WORDS: ReadonlySet<string> = new Set([
  'info',
  'objects',
  'git-upload-pack',
  'git-receive-pack',
  'git-upload-archive',
]);

/**
 * The repository that a path names, without leading slash and `.git`, or null when it is not the one plain
 * spelling: servers take `r`, `r.git`, `r/.git`, `r.git/.git`, `R.GIT` and escaped letters for the same one, and
 * a rule on the one must not be escaped by the other.
 */
export function repositoryOf(path: string): string | null {
  if (!path.startsWith('/') || path.length > MAX_LENGTH) return null;
  const repository = (path.endsWith('.git') ? path.slice(0, -'.git'.length) : path).slice(1);
  return repository.split('/').every(isPlainSegment) ? repository : null;
}

function isPlainSegment(segment: string): boolean {
  const lower = segment.toLowerCase();
  return SEGMENT.test(segment) && !lower.endsWith('.') && !lower.endsWith('.git') && !GIT_WORDS.has(lower);
}
